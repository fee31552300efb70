// The output of jobs as readers see it: kept within its limit, followed as it grows and across attempts.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobLogTests {
  @Test func hundredMegabytesOfOutputLeaveHeadAndTail() async throws {
    try await EngineBench.run { bench async throws in
      let size = 100_000_000
      // Lines that say where they are: offset n × 16 holds n.
      let job = try await bench.finish(
        .shell("seq -f '%015.0f' 0 \(size / 16 - 1)") {
          $0.process.logLimitBytes = 1_048_576
        })
      #expect(job.state == .succeeded && job.log.stdoutBytes == Int64(size) && job.log.isTruncated)
      let log = try await bench.queue.log(job.id, stream: .stdout, attempt: nil)
      #expect(log.size == Int64(size))
      let path = bench.queue.files.paths(job.id, start: 1).stdout
      var status = stat()
      #expect(stat(path, &status) == 0)
      #expect(Int(status.st_blocks) * 512 <= 1_258_291, "\(Int(status.st_blocks) * 512) bytes on disk")
      let hole = try #require(await log.hole)
      for number in [0, 1, 30_000, Int(hole.lowerBound) / 16 - 1, Int(hole.upperBound) / 16 + 1, size / 16 - 1] {
        let bytes = await log.read(at: Int64(number * 16), count: 16)
        #expect(String(decoding: bytes, as: UTF8.self) == String(format: "%015d\n", number))
      }
      #expect(hole.lowerBound >= 524_288 && Int64(size) - hole.upperBound >= 524_288)
    }
  }

  @Test func floodIsTrimmedWhileItIsWritten() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(
        .shell("head -c 20000000 /dev/zero | tr '\\0' x; echo end; exec sleep 300") {
          $0.process.logLimitBytes = 65_536
        })
      let path = bench.queue.files.paths(id, start: 1).stdout
      try await eventually("the log stayed over its limit while the job ran") {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size == 20_000_004 && Int(status.st_blocks) * 512 < 200_000
      }
      #expect(try await bench.queue.job(id).state == .running)
    }
  }

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

  @Test func resultOfAJobWhoseOutputLostItsMiddleIsItsBeginning() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(
        .shell("head -c 500000 /dev/zero | tr '\\0' x") { $0.process.logLimitBytes = 65_536 })
      let result = try await bench.queue.result(job.id)
      #expect(result.sizeBytes == 500_000 && result.bytes.count >= 32_768 && result.bytes.count < 70_000)
      #expect(!result.bytes.contains(0))
    }
  }

  /// A trim changes the file, which the kernel tells: that must not be a reason to trim.
  @Test func aQuietLogIsNotLookedAtAgainAndAgain() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(
        .shell("head -c 1000000 /dev/zero; echo; echo up; exec sleep 600") { $0.process.logLimitBytes = 65_536 })
      let path = bench.queue.files.paths(id, start: 1).stdout
      try await eventually("the log is not trimmed") {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size == 1_000_004 && Int(status.st_blocks) * 512 < 200_000
      }
      // Half a second in which nothing is written; the pause between two looks is a twenty-fifth of it.
      _ = try await bench.finish(.shell("sleep 0.5"))
      let looks = bench.queue.watch.looks
      _ = try await bench.finish(.shell("sleep 0.5"))
      #expect(bench.queue.watch.looks - looks <= 5, "\(bench.queue.watch.looks - looks) looks")
      #expect(try await bench.queue.job(id).state == .running)
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

  @Test func deletedJobTakesItsFilesAlong() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(
        .shell("echo a; echo b >&2; echo r > $JOBD_RESULT; exit $((2 - JOBD_ATTEMPT))") {
          $0.retry = .attempts(2)
        })
      let directory = bench.queue.files.paths(job.id, start: 1).directory
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 6)
      try await bench.queue.delete(job.id)
      // Nothing else is in there: the directory goes with it.
      #expect(!FileManager.default.fileExists(atPath: directory))
      await #expect(throws: JobError.notFound(job.id)) { _ = try await bench.queue.job(job.id) }
    }
  }
}
