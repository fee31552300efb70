// A writer over rows in memory, on a disk that does as it is told.

import Dispatch
import Logging
import Synchronization
import TestSupport

@testable import JobCore

/// Groups of operations, run as they are given.
final class WriterBench {
  /// What the writer's transactions work on; to be used while the writer does nothing.
  let rules: RuleBench
  let disk = ScriptedDisk()
  let told = CommitRecord()
  let lines = Noted<[NotedLine]>([])
  let writer: GroupCommit

  init(_ rules: RuleBench = RuleBench()) {
    self.rules = rules
    let lines = lines
    writer = GroupCommit(
      transaction: rules.tx, disk: disk, logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) },
      onCommit: told.add)
    // The first transaction looks at the clock, and what follows from that has transactions of its own.
    run([.noting(Noted([]), writes: false)])
    settle()
    _ = disk.takeCalls()
    told.clear()
  }

  /// Runs these as one group, and waits until they are over.
  func run(_ group: [StoreOperation]) {
    writer.queue.sync { writer.run(group) }
  }

  /// Returns when the writer has done what it was given.
  func settle() {
    writer.queue.sync {}
  }

  /// What is waiting for the disk.
  var stalledCount: Int {
    writer.queue.sync { writer.stalled.withLock(\.operations.count) }
  }

  /// The end of an attempt as it is decided when it has done well.
  func end(of job: ClaimedJob) -> Transition {
    let end = AttemptEnd(outcome: .exited(code: 0), finishedAt: rules.clock.now())
    return Completion.decide(job, end, isCancelRequested: false, chance: 0.5)
  }
}

extension StoreOperation {
  /// An operation that writes something, or does nothing, and notes what becomes of it.
  static func noting(
    _ noted: Noted<[String]>, _ name: String = "it", writes: Bool = true, patience: Patience = .none,
    end: Transition? = nil
  ) -> StoreOperation {
    StoreOperation(
      patience: patience, askedAt: .noon,
      execute: { tx throws(StoreError) in
        if writes { tx.changes.touches += 1 }
        return { noted.change { $0.append("\(name) is done") } }
      }, fail: { error in noted.change { $0.append("\(name) failed: \(error.problem)") } }, end: end)
  }
}
