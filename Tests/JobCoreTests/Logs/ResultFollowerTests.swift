// The values of a handler that yields, read while it runs: whole lines, the same as its result afterwards.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct ResultFollowerTests {
  private func run(_ body: (EngineBench) async throws -> Void) async throws {
    let scratch = try TemporaryDirectory()
    let settings = try WorkerScript.settings(in: scratch)
    try await EngineBench.run(in: scratch, { $0.workers["work"] = settings }, body)
  }

  private func yields(_ value: String) -> String { #"["say", {"type": "yield", "value": \#(value)}]"# }

  private func wait(_ bench: EngineBench, _ name: String) -> String {
    #"["wait_file", "\#(bench.scratch.path)/\#(name)"]"#
  }

  private func follower(_ bench: EngineBench, _ id: JobID) async throws -> ResultFollower {
    try #require(try await bench.queue.followResult(id))
  }

  @Test func valuesAreReadAsTheyCome() async throws {
    try await run { bench in
      let id = try await bench.submit(
        WorkerScript.job("work", wait(bench, "one"), yields("[1]"), wait(bench, "two"), yields(#""b""#), #"["result"]"#)
      )
      let follower = try await follower(bench, id)
      async let first = follower.next()
      try bench.touch("one")
      #expect(try await first == Array("[1]\n".utf8))
      #expect(try await bench.queue.job(id).state == .running)
      try bench.touch("two")
      #expect(try await follower.next() == Array("\"b\"\n".utf8))
      #expect(try await follower.next() == nil)
      #expect(try await follower.isResult())
      let result = try await bench.queue.result(id)
      #expect(result.bytes == Array("[1]\n\"b\"\n".utf8) && result.source == .lines)
      #expect(try await bench.queue.followResult(id) == nil)
    }
  }

  @Test func valuesOfAnAttemptThatFailsAreNoResult() async throws {
    try await run { bench in
      let id = try await bench.submit(
        WorkerScript.job("work", yields("1"), wait(bench, "go"), #"["say", {"type": "error", "message": "m"}]"#))
      let follower = try await follower(bench, id)
      #expect(try await follower.next() == Array("1\n".utf8))
      try bench.touch("go")
      #expect(try await follower.next() == nil)
      #expect(try await !follower.isResult())
    }
  }

  @Test func aHandlerThatOnlyReturnsHasNoValues() async throws {
    try await run { bench in
      let id = try await bench.submit(WorkerScript.job("work", wait(bench, "go"), #"["result", 7]"#))
      let follower = try await follower(bench, id)
      async let first = follower.next()
      try bench.touch("go")
      #expect(try await first == nil)
      #expect(try await follower.isResult())
      let result = try await bench.queue.result(id)
      #expect(result.bytes == Array("7".utf8) && result.source == .handler)
    }
  }

  @Test func otherKindsAreWaitedFor() async throws {
    try await run { bench in
      let id = try await bench.submit(
        .shell("while [ ! -e go ]; do sleep 0.02; done; echo '{}' > $JOBD_RESULT") {
          $0.process.workingDirectory = bench.scratch.path
        })
      async let follower = bench.queue.followResult(id)
      try bench.touch("go")
      #expect(try await follower == nil)
      let held = try await bench.submit(.noop { $0.holds = true })
      async let nothing = bench.queue.followResult(held)
      _ = try await bench.queue.cancel(held)
      #expect(try await nothing == nil)
    }
  }
}
