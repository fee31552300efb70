// What a group of operations is going to ask for, read before the first of them runs.

extension GroupCommit {
  /// Reads what these are going to ask for, as far as it may be dealt with in one transaction, in two rounds: what is known
  /// by its key, and what that points to.
  func readAhead(_ group: ArraySlice<StoreOperation>) throws(StoreError) {
    if group.count < 2 && group.first?.wants == nil { return }
    let most = transaction.room(forWorkOf: 4, max: Limits.readAheadMax)
    var wants = Wants()
    // By index: an operation is wide, and is not to be copied for a look.
    for index in group.indices {
      if wants.count >= most { break }
      if let job = group[index].end?.fence.job { wants.jobs.append(job) }
      if group[index].wants != nil, let more = group[index].wants { wants.formUnion(more) }
    }
    if wants.isEmpty { return }
    try transaction.readAhead(wants)
    var next = Wants()
    for key in wants.uniques {
      if let holder = try transaction.unique(key) { next.jobs.append(holder.job) }
    }
    // Of those that may end here.
    for index in group.indices {
      if let job = group[index].end?.fence.job, hasUniqueKey(job) { next.terms.append(job) }
    }
    for job in wants.decisive where hasUniqueKey(job) { next.terms.append(job) }
    if !next.isEmpty { try transaction.readAhead(next) }
  }

  /// Of what has been read.
  private func hasUniqueKey(_ id: JobID) -> Bool {
    transaction.working.job(id)?.row.flags.contains(.hasUniqueKey) ?? false
  }
}
