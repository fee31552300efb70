// A verb on many jobs, as far as one transaction goes.

/// Verbs on many jobs.
enum Bulk {
  /// The verb on each of `ids` that is in a state for it, in their order.
  ///
  /// - Parameter limits: a job that has left them since it was found is passed over.
  static func run(
    _ verb: BulkVerb, _ ids: [JobID], within limits: RealmLimits? = nil, _ tx: Transaction
  ) throws(StoreError) -> BulkStep {
    var step = BulkStep()
    let pages = try readAhead(verb, ids, tx)
    for id in ids {
      if tx.isPieceDone && step.passed > 0 { break }
      try Settlement.run(before: id, tx)
      if let error = try unreadable(id, tx) {
        step.unreadable = step.unreadable ?? error
        if verb == .delete { step.stays.append(id) }
        step.passed += 1
        continue
      }
      if try !UniqueKeys.isWithin(limits, id, tx) {
        step.passed += 1
        continue
      }
      switch verb {
      case .cancel:
        if case .done = try CancelVerb.job(id, CancelOptions(), tx) { step.count += 1 }
      case .retry:
        switch try MoveVerbs.move(id, .retry, tx) {
        case .done: step.count += 1
        case .queueFull(let name, let max): step.full = step.full ?? FullQueue(name: name, max: max)
        default: break
        }
      case .delete:
        guard let answer = try Remove.job(id, in: pages, tx) else { return step }
        switch answer {
        case .done(let job):
          step.count += 1
          step.deleted.append(job)
        case .notFound: break
        default: step.stays.append(id)
        }
      }
      step.passed += 1
    }
    try Settlement.run(tx)
    return step
  }

  /// Why the job itself cannot be read; nothing has been done to it then.
  private static func unreadable(_ id: JobID, _ tx: Transaction) throws(StoreError) -> StoreError? {
    do throws(StoreError) { _ = try tx.job(id) } catch {
      guard case .unreadable = error else { throw error }
      return error
    }
    return nil
  }

  /// As many of them as this piece may deal with, each with what else is known of it that the verb asks for. More would
  /// be read for nothing, and by each piece again.
  private static func readAhead(_ verb: BulkVerb, _ ids: [JobID], _ tx: Transaction) throws(StoreError) -> Unended.Pages
  {
    // Two or three rows are read of each, and about as many written as its end writes.
    let next = Array(ids.prefix(tx.room(forWorkOf: 12, max: ids.count, inPiece: true)))
    try tx.readAheadOfTurn(
      verb == .delete ? Wants(jobs: next, terms: next, starts: next) : Wants(jobs: next, terms: next))
    var wants = Wants()
    for id in next { wants.addEnd(of: id, tx) }
    try tx.readAheadOfTurn(wants)
    return verb == .delete ? try Remove.pages(next.compactMap { tx.working.job($0)?.row }, tx) : Unended.Pages()
  }
}
