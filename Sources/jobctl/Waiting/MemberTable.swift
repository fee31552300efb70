// The members of a batch, kept from events: who is new, and who has ended.

import JobWire

/// What is known of the members of one batch.
struct MemberTable {
  private let batch: Int64
  private var known: Set<Int64> = []
  private var ended: Set<Int64> = []
  private var newCount = 0
  private var newlyEnded: [Int64] = []
  /// All members were told just now: whether the batch was done before that, no event says.
  private var isSnapshotNew = false
  private(set) var isDone = false

  init(batch: Int64) { self.batch = batch }

  mutating func take(_ event: EventView) {
    if event.wireEvent == .snapshotEnd { isSnapshotNew = true }
    if event.wireEvent == .batchDone, event.batch?.id == batch { isDone = true }
    guard let job = event.job, !event.hasLeft else { return }
    if known.insert(job.id).inserted { newCount += 1 }
    if job.done, ended.insert(job.id).inserted { newlyEnded.append(job.id) }
  }

  /// What has come since the last time: how many members are new, which ones have ended, and whether to ask if the
  /// batch is done.
  mutating func news() -> (count: Int, ended: [Int64], asksForBatch: Bool) {
    defer { (newCount, newlyEnded, isSnapshotNew) = (0, [], false) }
    return (newCount, newlyEnded, isSnapshotNew && !isDone)
  }

  /// These are running again.
  mutating func reopen(_ ids: [Int64]) { ended.subtract(ids) }
}
