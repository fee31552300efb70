// What a group of operations is going to ask for, read before the first of them runs.

extension GroupCommit {
  /// Reads what these are going to ask for, as far as it may be dealt with in one transaction, in two rounds: what is known
  /// by its key, and what that points to.
  func readAhead(_ group: ArraySlice<StoreOperation>) throws(StoreError) {
    if group.count < 2 && group.first?.wants == nil && group.first?.end?.followUps.isEmpty ?? true { return }
    let most = transaction.room(forWorkOf: 4, max: Limits.readAheadMax)
    var wants = Wants()
    // By index: an operation is wide, and is not to be copied for a look.
    for index in group.indices {
      if wants.count >= most { break }
      if let end = group[index].end {
        wants.jobs.append(end.fence.job)
        if !end.followUps.isEmpty, let more = Wants(of: end.followUps.map(\.job)) { wants.formUnion(more) }
      }
      if group[index].wants != nil, let more = group[index].wants { wants.formUnion(more) }
    }
    if wants.isEmpty { return }
    try transaction.readAheadOfTurn(wants)
    var next = Wants()
    for key in wants.uniques {
      // It may be cancelled for who wants its key.
      if let holder = try transaction.unique(key) {
        next.jobs.append(holder.job)
        next.terms.append(holder.job)
      }
    }
    for index in group.indices {
      if let job = group[index].end?.fence.job { next.addEnd(of: job, transaction) }
      // No others than have just been read: each would be a row more, and there may be thousands.
      for fence in group[index].endsElsewhere where transaction.working.isKnown(fence.job) {
        // It may be told again.
        if try Apply.live(fence, transaction) == nil { next.endMarks.append(fence) }
      }
    }
    for job in wants.decisive + wants.terms { next.addEnd(of: job, transaction) }
    if !next.isEmpty { try transaction.readAheadOfTurn(next) }
  }
}
