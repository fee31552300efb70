// What a worker process is told of an attempt, as its handler sees it.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct AttemptFactsTaskTests {
  private func facts(_ change: (inout WorkerTask) -> Void = { _ in }) -> AttemptFacts {
    var task = WorkerTask(fence: "f", job: 7, attempt: 2, maxAttempts: 3, handler: "h", name: "n", queue: "q")
    change(&task)
    return AttemptFacts(task, startedAt: .noon)
  }

  private func parent(_ kind: String, _ path: String?, state: String = "succeeded") -> WorkerTask.Parent {
    WorkerTask.Parent(id: 5, state: state, kind: kind, path: path)
  }

  @Test func whatIsSaidIsKnown() {
    let facts = facts {
      $0.snoozes = 4
      $0.tags = ["k": "v"]
      $0.payload = Array("[1]".utf8)
      $0.checkpoint = [0, 255]
      $0.batches = [WorkerTask.Batch(id: 9, path: "/none")]
    }
    #expect(facts.id == JobID(7) && facts.name == "n" && facts.queue == "q" && facts.handler == "h")
    #expect(facts.attempt == 2 && facts.maxAttempts == 3 && facts.snoozes == 4 && facts.tags == ["k": "v"])
    #expect(facts.payload == "[1]" && facts.checkpoint == [0, 255] && facts.startedAt == .noon)
    #expect(facts.batches.map(\.id) == [BatchID(9)] && facts.parents.isEmpty)
    #expect(facts.timeoutMicros == nil && facts.deadline == nil && self.facts().payload == nil)
  }

  @Test func limitsAreTimesFromTheStart() {
    #expect(facts { $0.timeoutMillis = 1_500 }.deadline == .noon + 1_500_000)
    let both = facts {
      $0.timeoutMillis = 60_000
      $0.deadline = (Timestamp.noon + 5).rfc3339
    }
    #expect(both.timeoutMicros == 60_000_000 && both.jobDeadline == .noon + 5 && both.deadline == .noon + 5)
    // Longer than a number of microseconds can say is still a limit; a deadline that is no time is none.
    #expect(facts { $0.timeoutMillis = .max }.timeoutMicros == .max)
    #expect(facts { $0.deadline = "tomorrow" }.jobDeadline == nil)
  }

  @Test func stateOfAnotherVersionIsLeftOut() {
    let facts = facts { $0.parents = [parent("shell", nil, state: "vanished"), parent("shell", nil, state: "failed")] }
    #expect(facts.parents.map(\.state) == [.failed])
  }

  @Test func parentIsReadFromItsFileAsFarAsIsAskedFor() async throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/1"
    let text = String(repeating: "0123456789", count: 20_000)
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    let facts = facts { $0.parents = [parent("shell", path), parent("shell", nil)] }
    #expect(try await facts.parents[0].result()?.bytes == Array(text.utf8))
    #expect(try await facts.parents[0].result(bytesMax: 70_000)?.bytes == Array(text.utf8.prefix(70_000)))
    #expect(try await facts.parents[0].result(bytesMax: 0)?.bytes.isEmpty == true)
    #expect(try await facts.parents[1].result() == nil, "it made nothing")
  }

  @Test func whatTheFileHoldsDependsOnWhoMadeIt() async throws {
    let scratch = try TemporaryDirectory()
    let sources: [(kind: String, name: String, source: JobResult.Source)] = [
      ("shell", "1.1.out", .file), ("exec", "2.1.result", .file), ("handler", "parents", .handler),
      ("handler", "3.1.result", .lines), ("http", "4", .http(status: nil)), ("of another version", "5", .file),
    ]
    for (kind, name, source) in sources {
      let path = "\(scratch.path)/\(name)"
      try "1".write(toFile: path, atomically: false, encoding: .utf8)
      let facts = facts { $0.parents = [parent(kind, path)] }
      #expect(try await facts.parents[0].result()?.source == source, "\(kind)")
    }
  }

  /// A disk that fails does not make a result shorter.
  @Test func fileThatCannotBeReadIsNoEmptyOne() async throws {
    // The kernel has nothing at the beginning of a process, and says so.
    let facts = facts { $0.parents = [parent("shell", "/proc/self/mem")] }
    let error = await #expect(throws: JobError.self) { try await facts.parents[0].result() }
    guard case .store(.io(_, EIO, _)) = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test func fileThatIsGoneIsNotTakenForNothing() async throws {
    let scratch = try TemporaryDirectory()
    let link = "\(scratch.path)/link"
    #expect(symlink("/etc/passwd", link) == 0)
    for path in ["\(scratch.path)/none", link] {
      let facts = facts { $0.parents = [parent("shell", path)] }
      await #expect(throws: JobError.outputGone(JobID(5), what: "result")) { try await facts.parents[0].result() }
    }
  }
}
