// Handlers in Swift in worker processes: values, failures and deaths, cancels and limits, and what a context can do
// there. Facts 1, 3, 5, 11, 36 and 37 of the executors' reference, for workers in Swift.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobWorkerTests {
  // MARK: Ends

  @Test func valueIsTheResult() async throws {
    try await HostBench.run("square", "raw") { bench in
      let job = try await bench.finish("square", #"{"number": 12}"#)
      #expect(try await bench.result(job) == "144")
      let raw = try await bench.finish("raw", "[1,\n 2]")
      #expect(try await bench.result(raw) == "[1,  2]")
    }
  }

  @Test func payloadThatIsNoneOfItsValuesFailsByName() async throws {
    try await HostBench.run("square") { bench in
      for payload in [nil, "{}", #"{"number": "x"}"#, #"{"number": 1e300}"#] {
        let job = try await bench.finish("square", payload)
        #expect(job.failure?.code == "payload", "\(payload ?? "nil")")
      }
    }
  }

  @Test(arguments: [("name", "E42"), ("throw", "error"), ("discard", "discarded"), ("large", "large")])
  func whatIsThrownIsTheFailure(_ kind: String, _ code: String) async throws {
    try await HostBench.run("misfortune") { bench in
      let job = try await bench.finish("misfortune", #"{"kind": "\#(kind)"}"#) {
        $0.retry.maxAttempts = 2
        $0.retry.initialMicros = 0
      }
      #expect(job.state == .failed && job.failure?.code == code)
      #expect(job.attempt == (kind == "discard" ? 1 : 2))
      #expect(await bench.workers.map(\.jobsDone) == [kind == "discard" ? 1 : 2], "the worker goes on")
    }
  }

  @Test func snoozeCostsNoAttempt() async throws {
    try await HostBench.run("misfortune") { bench in
      let job = try await bench.finish("misfortune", #"{"kind": "snooze"}"#)
      #expect(job.state == .succeeded && job.attempt == 1 && job.starts == 3)
    }
  }

  @Test func givingUpUnaskedIsAFailure() async throws {
    try await HostBench.run("misfortune") { bench in
      let job = try await bench.finish("misfortune", #"{"kind": "cancel"}"#)
      #expect(job.failure?.code == "cancelled")
    }
  }

  @Test func trapFailsItsAttemptWithTheEvidenceAndTheWorkerIsReplaced() async throws {
    try await HostBench.run("misfortune", "square") { bench in
      let trap = try await bench.finish("misfortune", #"{"kind": "trap"}"#)
      #expect(trap.state == .failed && trap.reason == .error && trap.failure?.code == "worker_died")
      #expect(trap.failure?.message.contains("was ended by signal") == true)
      #expect(try await bench.output(trap.id, .stderr).contains("no such luck"))
      let left = try await bench.finish("misfortune", #"{"kind": "exit"}"#)
      #expect(left.failure?.message.contains("exited with code 7") == true)
      let next = try await bench.finish("misfortune", #"{"kind": "name"}"#)
      #expect(next.failure?.code == "E42")
    }
  }

  @Test func outputThatIsNoJSONFailsTheJobAndNotTheWorker() async throws {
    try await HostBench.run("raw") { bench in
      // A payload is JSON, so the deepest that may be submitted is what cannot go back.
      let deep = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
      let job = try await bench.finish("raw", deep)
      #expect(job.failure?.code == "result")
      let next = try await bench.finish("raw", "7")
      #expect(next.state == .succeeded)
      #expect(await bench.workers.map(\.jobsDone) == [2])
    }
  }

  @Test func resultOverTheBoundFailsByName() async throws {
    try await HostBench.run("raw") { bench in
      let most = Int(Limits.payloadBytesMax) - 2
      let job = try await bench.finish("raw", "\"\(String(repeating: "x", count: most))\"")
      #expect(job.state == .succeeded)
    }
  }

  // MARK: What a context can do

  @Test func everythingItSaysIsHeard() async throws {
    try await HostBench.run("talking") { bench in
      let first = try await bench.finish("talking", #"{"text": "one"}"#)
      let second = try await bench.finish("talking", #"{"text": "two"}"#)
      #expect(first.progress?.done == 200_000 && first.progress?.note == "one")
      #expect(try await bench.output(first.id) == "printed one\n")
      #expect(try await bench.output(second.id) == "printed two\n")
      let log = try await bench.output(second.id, .stderr)
      #expect(log.hasSuffix(" info logged two key=value\n") && !log.contains("one"), "\(log)")
    }
  }

  @Test(arguments: [true, false]) func checkpointSurvivesTheWorker(_ flushes: Bool) async throws {
    try await HostBench.run("resuming") { bench in
      let job = try await bench.finish("resuming", #"{"flushes": \#(flushes)}"#) {
        $0.retry.maxAttempts = 2
        $0.retry.initialMicros = 0
      }
      #expect(try await bench.result(job) == "\"row 50\"")
    }
  }

  @Test func followUpsComeWithTheEnd() async throws {
    try await HostBench.run("following", "square") { bench in
      let job = try await bench.finish("following", #"{"number": 7}"#)
      #expect(try await bench.output(job.id) == "refused\n")
      let second = try await bench.end(of: JobID(job.id.value + 1))
      #expect(second.name == "second" && second.submittedBy == "job:\(job.id)")
      #expect(try await bench.result(second) == "49")
    }
  }

  /// As a list of numbers it would be longer than what a worker may send.
  @Test func whatAFollowUpReadsComesByteByByte() async throws {
    try await HostBench.run("following") { bench in
      let job = try await bench.finish("following", #"{"number": 0, "input": 600000}"#)
      #expect(job.state == .succeeded, "\(String(describing: job.failure))")
      let counted = try await bench.end(of: JobID(job.id.value + 1))
      var direct = NewJob(.exec(argv: ["sha256sum"]))
      direct.process.stdin = (0..<600_000).map { UInt8(truncatingIfNeeded: $0) }
      let wanted = try await bench.finish(direct)
      #expect(try await bench.output(counted.id) == (try await bench.output(wanted.id)))
    }
  }

  @Test func followUpThatTheQueueDoesNotKnowFailsTheAttempt() async throws {
    try await HostBench.run("following", "square") { bench in
      let job = try await bench.finish("following", #"{"number": 7, "unknown": "nobody"}"#)
      #expect(job.failure?.code == "follow_up")
      #expect(job.failure?.message.contains("nobody") == true, "\(job.failure?.message ?? "")")
    }
  }

  private struct Seen: Decodable {
    var id: Int64
    var name: String
    var queue: String
    var attempt: Int
    var maxAttempts: Int
    var snoozes: Int
    var executor: String
    var tags: [String: String]
    var timeoutSeconds: Int64?
    var deadlineMicros: Int64?
    var jobDeadlineIsEarlier: Bool
    var isCurrent: Bool
    var parents: [String]
    var variables: [String]
    var openInChild: String
  }

  @Test func contextKnowsItsJobAndItsParents() async throws {
    try await HostBench.run("looking", "square") { bench in
      let square = try await bench.finish("square", #"{"number": 12}"#)
      let shell = try await bench.finish(.shell("echo hello"))
      let job = try await bench.finish("looking", "{}") {
        $0.name = "n"
        $0.queue = "q"
        $0.tags = ["a": "ä\""]
        $0.retry.maxAttempts = 3
        $0.timeoutMicros = 60_000_000
        $0.deadline = SystemClock().now().advanced(byMicros: 30_000_000)
        $0.after = [Dependency(.job(square.id)), Dependency(.job(shell.id))]
      }
      let seen = try JSONDecoder().decode(Seen.self, from: Data(try await bench.queue.result(job.id).bytes))
      #expect(seen.id == job.id.value && seen.name == "n" && seen.queue == "q" && seen.tags == ["a": "ä\""])
      #expect(seen.attempt == 1 && seen.maxAttempts == 3 && seen.snoozes == 0 && seen.executor == "process")
      #expect(seen.timeoutSeconds == 60 && seen.jobDeadlineIsEarlier && seen.isCurrent)
      #expect(seen.parents == ["succeeded 144 1 handler", "succeeded hello\n 1 file"])
      // What would make a child of it think that it is a worker is gone, the channel as well.
      #expect(seen.variables == ["JOBD_FENCE"])
      #expect(Set(seen.openInChild.split(separator: " ")).isDisjoint(with: ["4"]), "\(seen.openInChild)")
    }
  }

  @Test func handlerThatTheProgramDoesNotHaveIsShownAsDown() async throws {
    try await HostBench.run("nobody") { bench in
      let id = try await bench.submit(.handler("nobody", nil))
      try await eventually {
        try await bench.queue.why(id).blockers.contains { $0.failure?.contains("has no handler \"nobody\"") == true }
      }
    }
  }
}
