// What a group of operations is going to ask for, read before the first of them runs.

extension StoreWriter {
  /// Reads what these are going to ask for, as far as it may be dealt with in one transaction, in two rounds: what is known
  /// by its key, and what that points to.
  func readAhead(_ group: ArraySlice<StoreOperation>) throws(StoreError) {
    if group.count < 2 && group.first?.wants == nil { return }
    let most = context.room(forWorkOf: 4, max: Limits.readAheadMax)
    var wants = Wants()
    // By index: an operation is wide, and is not to be copied for a look.
    for index in group.indices {
      if wants.count >= most { break }
      if let job = group[index].end?.fence.job { wants.jobs.append(job) }
      if group[index].wants != nil, let more = group[index].wants { wants.formUnion(more) }
    }
    if wants.isEmpty { return }
    try context.readAhead(wants)
    var next = Wants()
    for key in wants.uniques {
      if let holder = try context.unique(key) { next.jobs.append(holder.job) }
    }
    for id in wants.jobs {
      if try context.job(id)?.flags.contains(.hasUniqueKey) ?? false { next.terms.append(id) }
    }
    if !next.isEmpty { try context.readAhead(next) }
  }
}
