// What becomes of the ends of attempts, and of accepted cancels, that the rows do not take: kept beside them if there
// is room, else named at the stop.

import Synchronization

/// Ends and cancels that wait outside of the rows. All but what may be asked from outside is confined to the writer's
/// queue.
final class KeptEnds: Sendable {
  /// Safe: it is created before it is shared, and is touched on the writer's queue only.
  nonisolated(unsafe) private let journal: EndJournal?
  private let lost = Mutex<[UnrecordedEnd]>([])
  private let lostCancels = Mutex<[UnrecordedCancel]>([])

  init(_ journal: EndJournal?) {
    self.journal = journal
  }

  /// Ends that could not be recorded and are not tried again.
  var unrecorded: [UnrecordedEnd] {
    lost.withLock { $0 }
  }

  /// The same of cancels.
  var unrecordedCancels: [UnrecordedCancel] {
    lostCancels.withLock { $0 }
  }

  /// The operation, whose end or cancel is kept beside the database if there is room.
  func keeping(_ operation: StoreOperation) -> StoreOperation {
    guard !operation.isKept, let journal else { return operation }
    var kept = operation
    if let end = operation.end {
      kept.isKept = journal.add(end)
    } else if let cancel = operation.cancel {
      kept.isKept = journal.add(cancel)
    }
    return kept
  }

  /// It is not tried again.
  func note(lost operation: StoreOperation) {
    if let end = operation.end {
      let unrecorded = UnrecordedEnd(job: end.fence.job, isKept: operation.isKept)
      lost.withLock { if $0.count < Limits.unrecordedEndsMax { $0.append(unrecorded) } }
    } else if let cancel = operation.cancel {
      let unrecorded = UnrecordedCancel(cancel.subject.named, isKept: operation.isKept)
      lostCancels.withLock { if $0.count < Limits.unrecordedEndsMax { $0.append(unrecorded) } }
    }
  }

  /// They are in the rows. Returns those that the next start finds all the same.
  func recorded(_ keys: [KeptKey]) -> [KeptKey] {
    guard let journal else { return [] }
    return keys.filter { !journal.recorded($0) }
  }

  /// What an earlier daemon could not record.
  func earlier() -> KeptWords {
    journal?.earlier() ?? KeptWords()
  }

  /// What an earlier daemon left is recorded, or of no meaning any more.
  func forgetEarlier() {
    journal?.forgetEarlier()
  }

  func close() {
    journal?.close()
  }
}

extension KeptCancel.Subject {
  fileprivate var named: UnrecordedCancel.Subject {
    switch self {
    case .job(let id, _, _): .job(id)
    case .batch(let id): .batch(id)
    }
  }
}
