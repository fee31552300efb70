// Output that is followed: as it grows, across attempts, and to its end.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct LogFollowerTests {
  private func follow(
    _ bench: EngineBench, _ id: JobID, attempt: Int? = nil, from offset: Int64 = 0
  ) async throws -> String {
    let follower = try await bench.queue.follow(id, stream: .stdout, attempt: attempt, from: offset)
    var bytes: [UInt8] = []
    while let more = try await follower.next(count: 7) { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func followerHearsEverythingAcrossAttempts() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(
        .shell("for i in 1 2 3; do echo $JOBD_ATTEMPT.$i; done; test $JOBD_ATTEMPT = 3") {
          $0.holds = true
          $0.retry = .attempts(3)
        })
      async let all = follow(bench, id)
      async let offset = follow(bench, id, from: 4)
      _ = try await bench.queue.release(id)
      let wanted = (1...3).flatMap { attempt in (1...3).map { "\(attempt).\($0)\n" } }.joined()
      #expect(try await all == wanted)
      #expect(try await offset.hasSuffix("2.1\n2.2\n2.3\n3.1\n3.2\n3.3\n"))
      #expect(try await bench.end(of: id).state == .succeeded)
      #expect(try await follow(bench, id, attempt: 2) == "2.1\n2.2\n2.3\n")
      #expect(try await follow(bench, id) == "3.1\n3.2\n3.3\n")
    }
  }

  @Test func followerHearsOutputBeforeTheEnd() async throws {
    try await EngineBench.run { bench async throws in
      let go = "\(bench.scratch.path)/go"
      let id = try await bench.submit(.shell("echo one; until [ -e \(go) ]; do sleep 0.01; done; echo two"))
      let follower = try await bench.queue.follow(id, stream: .stdout, attempt: nil)
      #expect(try await follower.next() == Array("one\n".utf8))
      try Data().write(to: URL(filePath: go))
      #expect(try await follower.next() == Array("two\n".utf8))
      #expect(try await follower.next() == nil)
    }
  }

  /// Read at leisure, so that its middle is given back under the reader's eyes again and again.
  @Test func followingALogThatIsTrimmedSendsNoZeros() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(
        .shell("for i in 1 2 3 4 5 6 7 8; do head -c 2000000 /dev/zero | tr '\\0' x; sleep 0.05; done; echo; echo end")
        {
          $0.process.logLimitBytes = 131_072
        })
      let follower = try await bench.queue.follow(id, stream: .stdout, attempt: nil)
      var count = 0
      var last: [UInt8] = []
      while let bytes = try await follower.next(count: 50_000) {
        #expect(!bytes.contains(0), "zeros after \(count) bytes")
        count += bytes.count
        last = Array((last + bytes).suffix(5))
      }
      #expect(last == Array("\nend\n".utf8))
      #expect(try await bench.end(of: id).log.stdoutBytes == 16_000_005)
      #expect(count < 16_000_005)
    }
  }

  @Test func followerOfASilentOrCancelledJobEnds() async throws {
    try await EngineBench.run { bench async throws in
      #expect(try await follow(bench, try await bench.finish(.shell("true")).id) == "")
      let held = try await bench.submit(.noop { $0.holds = true })
      async let nothing = follow(bench, held)
      _ = try await bench.queue.cancel(held)
      #expect(try await nothing == "")
    }
  }
}
