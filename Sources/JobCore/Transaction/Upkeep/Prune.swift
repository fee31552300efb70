// Jobs that have ended and whose time has passed go, unless somebody still needs them.

/// The removal of what has expired.
enum Prune {
  /// Removes up to `limit` finished jobs whose time has passed, and as many batches without members.
  static func run(limit: Int, _ tx: Transaction) throws(StoreError) -> Pruned {
    var pruned = Pruned()
    let isCut = try !removeJobs(limit, &pruned, tx)
    try tx.flush()
    tx.course.setAside.moveOn()
    // The rest has expired as well: whoever removes comes again for it.
    if isCut { return Pruned(jobs: pruned.jobs, isAll: false) }
    if try !BatchExpiry.prune(limit: limit, tx) { pruned.isAll = false }
    return pruned
  }

  /// False if the transaction has done enough before it came to the last of them.
  private static func removeJobs(
    _ limit: Int, _ pruned: inout Pruned, _ tx: Transaction
  ) throws(StoreError) -> Bool {
    // What is set aside has expired still.
    let most = limit + tx.course.setAside.count
    let expired = try tx.search { rows throws(StoreError) in try rows.times.due(.jobExpiry, by: tx.now, max: most) }
    let ids = expired.map { JobID($0) }.filter { !tx.course.setAside.contains(.expiredJob($0)) }.prefix(limit)
    pruned.isAll = expired.count < most
    let pages = try readAhead(ids, tx)
    for id in ids where tx.course.setAside.takes(.expiredJob(id)) {
      guard let job = try tx.job(id), job.state.isTerminal else { continue }
      if try !look(at: job, in: pages, &pruned, tx) { return false }
      if tx.course.setAside.isWrittenAtOnce() { try tx.flush() }
      if tx.isPieceDone && id != ids.last { return false }
    }
    return true
  }

  /// What is going to be asked about those that may be removed now; returns the first of their follow-ups.
  private static func readAhead(_ ids: ArraySlice<JobID>, _ tx: Transaction) throws(StoreError) -> Unended.Pages {
    // Each is read with its terms, its starts, its callbacks and a follow-up.
    let each = Int64(Changes.removalWork + 5)
    let next = Array(ids.prefix(tx.room(forWorkOf: each, max: Limits.readAheadMax, inPiece: true)))
    try tx.readAheadOfTurn(Wants(jobs: next))
    let rows = next.compactMap { tx.working.job($0)?.row }
    try tx.readAheadOfTurn(
      Wants(
        terms: rows.filter { $0.flags.contains(.hasUniqueKey) }.map(\.id),
        callbacks: rows.filter { $0.flags.contains(.hasCallbacks) }.map { .job($0.id) },
        starts: rows.filter { $0.starts > 0 }.map(\.id)))
    var wants = Wants()
    for row in rows { wants.addEnd(of: row.id, tx) }
    try tx.readAheadOfTurn(wants)
    return try Remove.pages(rows, tx)
  }

  /// Removes one whose time has passed, or puts it off; false if it has so many follow-ups that not all of them could
  /// be looked at.
  private static func look(
    at job: JobRow, in pages: Unended.Pages, _ pruned: inout Pruned, _ tx: Transaction
  ) throws(StoreError) -> Bool {
    switch try Remove.lookAtChildren(of: job, in: pages, tx) {
    case .found: try postpone(job.id, to: tx.now.advanced(byMicros: Limits.pruneAgainMicros), tx)
    case .unfinished: return false
    case .none:
      if let later = try stillNeeded(job, tx) {
        try postpone(job.id, to: later, tx)
        break
      }
      // Who is called has been told.
      if job.state == .failed && job.flags.isDisjoint(with: [.seen, .hasCallbacks]) {
        tx.after.commit.unseenFailures.append(job.id)
      }
      pruned.jobs.append(try Remove.row(job, tx))
    }
    return true
  }

  /// When to look again at a job whose time has passed but which cannot go yet: a callback has not been delivered, its
  /// unique key is still held.
  private static func stillNeeded(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> Timestamp? {
    let later = tx.now.advanced(byMicros: Limits.pruneAgainMicros)
    if job.flags.contains(.hasCallbacks), try Callbacks.areDue(of: .job(job.id), tx) { return later }
    guard job.flags.contains(.hasUniqueKey), let rule = try tx.jobTerms(job.id).unique,
      let holder = try UniqueKeys.holder(rule.key, tx), holder.id == job.id, let freeAt = holder.freeAt,
      freeAt > tx.now
    else { return nil }
    return freeAt
  }

  private static func postpone(_ id: JobID, to moment: Timestamp, _ tx: Transaction) throws(StoreError) {
    try tx.change(id) { $0.expiresAt = moment }
    tx.after.commit.noteExpiry(moment)
  }
}
