// Whether what somebody has seen of batches before a transaction is still so in it.

/// Looks that have to hold.
enum Sight {
  static func mark(for limits: RealmLimits, _ tx: Transaction) -> SightMark {
    SightMark(limits: limits, lastJob: JobID(tx.ledger.numbers.jobs.last), movesCount: tx.ledger.numbers.moves)
  }

  /// False if there may be members now that were not seen, and lie outside of the limits: then it has to be looked at
  /// again. Members never leave a batch for another one, and new ones have higher ids than all that were there.
  ///
  /// - Parameter mark: `nil` for who sees all.
  static func holds(
    _ mark: SightMark?, of batches: some Collection<BatchID>, _ tx: Transaction
  ) throws(StoreError) -> Bool {
    guard let mark, !batches.isEmpty else { return true }
    if tx.ledger.numbers.moves != mark.movesCount { return false }
    for batch in batches {
      let new = try tx.search { rows throws(StoreError) in
        try rows.upkeep.jobs(.members(batch.value), after: mark.lastJob, max: Limits.edgesPage)
      }.map(\.id)
      // So many that looking again is cheaper.
      if new.count == Limits.edgesPage { return false }
      try tx.readAhead(Wants(jobs: new))
      for member in new where try !UniqueKeys.isWithin(mark.limits, member, tx) { return false }
    }
    return true
  }
}

extension [NewJob] {
  /// Those that any of them names.
  var allBatches: Set<BatchID> { reduce(into: []) { $0.formUnion($1.allBatches) } }
}

extension NewJob {
  /// Those that it and its follow-ups wait for and join.
  var allBatches: Set<BatchID> {
    var batches = Set(batch.map { [$0] } ?? [])
    for dependency in after {
      if case .batch(let id) = dependency.parent { batches.insert(id) }
    }
    for followUp in then { batches.formUnion(followUp.job.allBatches) }
    return batches
  }
}
