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
      if try !apply(verb, id, in: pages, &step, tx) { return step }
      step.passed += 1
    }
    try Settlement.run(tx)
    return step
  }

  /// Returns false if the rest of what this needs is left to the next transaction.
  private static func apply(
    _ verb: BulkVerb, _ id: JobID, in pages: Unended.Pages, _ step: inout BulkStep, _ tx: Transaction
  ) throws(StoreError) -> Bool {
    switch verb {
    case .cancel: step.note(try CancelVerb.job(id, CancelOptions(), tx), of: id)
    case .retry: step.note(try MoveVerbs.move(id, .retry, tx), of: id)
    case .hold: step.note(try MoveVerbs.move(id, .hold, tx), of: id)
    case .release: step.note(try MoveVerbs.move(id, .release, tx), of: id)
    case .edit(let patch): step.note(try JobEdit.apply(patch, to: id, tx), of: id)
    case .delete:
      guard let answer = try Remove.job(id, in: pages, tx) else { return false }
      switch answer {
      case .done(let job):
        step.count += 1
        step.deleted.append(job)
      case .notFound: break
      default: step.stays.append(id)
      }
    }
    return true
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
    try tx.readAheadOfTurn(wants(verb, next))
    // The others end no job.
    guard verb == .cancel || verb == .retry || verb == .delete else { return Unended.Pages() }
    var wants = Wants()
    for id in next { wants.addEnd(of: id, tx) }
    try tx.readAheadOfTurn(wants)
    return verb == .delete ? try Remove.pages(next.compactMap { tx.working.job($0)?.row }, tx) : Unended.Pages()
  }

  private static func wants(_ verb: BulkVerb, _ ids: [JobID]) -> Wants {
    switch verb {
    case .cancel, .retry, .release: Wants(jobs: ids, terms: ids)
    case .hold: Wants(jobs: ids)
    case .delete: Wants(jobs: ids, terms: ids, starts: ids)
    case .edit: Wants(jobs: ids, decisive: ids)
    }
  }
}

extension BulkStep {
  /// Counts a job that the verb was done to. That a job is in no state for the verb is nothing to tell.
  fileprivate mutating func note(_ answer: VerbAnswer<some Sendable>, of id: JobID) {
    switch answer {
    case .done: count += 1
    case .queueFull(let name, let max): full = full ?? FullQueue(name: name, max: max)
    case .invalid(let faults): refused = refused ?? .invalid(faults)
    case .timePassed(let ran): refused = refused ?? .timePassed(id, ranMicros: ran)
    case .attemptsUsed(let used): refused = refused ?? .attemptsUsed(id, used)
    case .notFound, .invalidState, .changedMeanwhile, .duplicate, .needed, .batchCancelling: break
    }
  }
}
