// What becomes of the ends of attempts that the rows do not take: kept beside them if there is room, else named at the stop.

import Synchronization

/// Ends that wait outside of the rows. All but what may be asked from outside is confined to the writer's queue.
final class KeptEnds: Sendable {
  /// Safe: it is created before it is shared, and is touched on the writer's queue only.
  nonisolated(unsafe) private let journal: EndJournal?
  private let lost = Mutex<[UnrecordedEnd]>([])

  init(_ journal: EndJournal?) {
    self.journal = journal
  }

  /// Ends that could not be recorded and are not tried again.
  var unrecorded: [UnrecordedEnd] {
    lost.withLock { $0 }
  }

  /// The operation, whose end is kept beside the database if there is room.
  func keeping(_ operation: StoreOperation) -> StoreOperation {
    guard let end = operation.end, !operation.isEndKept, let journal else { return operation }
    var kept = operation
    kept.isEndKept = journal.add(end)
    return kept
  }

  /// It is not tried again.
  func note(lost operation: StoreOperation) {
    guard let end = operation.end else { return }
    let unrecorded = UnrecordedEnd(job: end.fence.job, isKept: operation.isEndKept)
    lost.withLock { if $0.count < Limits.unrecordedEndsMax { $0.append(unrecorded) } }
  }

  /// They are in the rows.
  func recorded(_ ends: [Fence]) {
    for end in ends { journal?.recorded(end) }
  }

  /// Those that an earlier daemon could not record.
  func earlier() -> [Transition] {
    journal?.ends() ?? []
  }

  /// What an earlier daemon left is recorded, or of no meaning any more.
  func forgetEarlier() {
    journal?.forgetEarlier()
  }

  func close() {
    journal?.close()
  }
}
