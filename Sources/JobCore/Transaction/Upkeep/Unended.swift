// The look for a follow-up that has not ended, past those that have, of which there may be very many.

/// Looks for those who may still want something.
enum Unended {
  /// What such a look has found.
  enum Look: Equatable {
    case found(JobID)
    case none
    /// The transaction has done enough; the next one goes on behind this one.
    case unfinished(after: JobID)
  }

  /// - Parameter parent: whose follow-ups are looked at; of a batch those that have not been told of its end.
  static func look(
    at parent: Parent, after first: JobID, _ tx: Transaction
  ) throws(StoreError) -> Look {
    let list: IndexedJobs =
      switch parent {
      case .job(let id): .followUps(of: id)
      case .batch(let id): .waiting(forBatch: id.value)
      }
    var last = first
    while true {
      let page = try tx.search { rows throws(StoreError) in
        try rows.upkeep.jobs(list, after: last, max: Limits.edgesPage)
      }
      if let child = page.first(where: \.mayBeLive) { return .found(child.id) }
      guard page.count == Limits.edgesPage, let end = page.last else { return .none }
      last = end.id
      if tx.isPieceDone { return .unfinished(after: last) }
    }
  }
}
