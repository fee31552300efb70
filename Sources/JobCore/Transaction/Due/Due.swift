// What time does to jobs that wait: due ones become queued, overdue ones end.

/// What is due.
enum Due {
  /// Handles what is due by now, as much as one transaction takes; what is left is due at once again.
  static func promote(_ tx: Transaction) throws(StoreError) {
    tx.course.piece.hasPromoted = true
    noteTokens(tx)
    Pauses.promote(tx)
    tx.course.setAside.beginLook()
    try endOverdue(tx)
    try queueDue(tx)
    tx.course.setAside.moveOn()
    try LeaseEnds.promote(tx)
    tx.course.setAside.moveOn()
    try Fire.due(tx)
    tx.course.setAside.moveOn()
    try BatchTime.promote(tx)
    tx.course.setAside.endLook(now: tx.now, isWhole: !tx.isPieceDone)
    tx.ledger.times.isNextDueStale = true
  }

  /// Tokens have dripped into buckets that were empty.
  private static func noteTokens(_ tx: Transaction) {
    if let token = tx.ledger.times.nextToken, token <= tx.now {
      tx.ledger.times.nextToken = nil
      tx.ledger.claims.news.hasNewWork = true
    }
    if let token = tx.ledger.times.nextRemoteToken, token <= tx.now {
      tx.ledger.times.nextRemoteToken = nil
      tx.ledger.claims.news.hasRemoteRoom = true
      tx.ledger.claims.news.hasExternalNews = true
    }
  }

  private static func endOverdue(_ tx: Transaction) throws(StoreError) {
    let overdue = try find(.jobDeadline, tx)
    let next = next(of: overdue, tx)
    try tx.readAheadOfTurn(Wants(jobs: next, terms: next))
    for id in overdue {
      if tx.isPieceDone { break }
      guard let job = try take(id, tx), job.hasCome(.jobDeadline, by: tx.now) else { continue }
      try End.job(job, as: .failed, reason: .expired, tx)
      try noteDone(tx)
    }
    try Settlement.run(tx)
  }

  private static func queueDue(_ tx: Transaction) throws(StoreError) {
    let due = try find(.jobDue, tx)
    try tx.readAheadOfTurn(Wants(jobs: next(of: due, tx)))
    for id in due {
      if tx.isPieceDone { break }
      guard let job = try take(id, tx), job.hasCome(.jobDue, by: tx.now) else { continue }
      try Move.waiting(job, to: .queued, reason: nil, tx)
      try noteDone(tx)
    }
  }

  // MARK: One after the other

  /// A job whose turn has come, as what has been done before it leaves it; `nil` for one that is left alone.
  static func take(_ id: JobID, _ tx: Transaction) throws(StoreError) -> JobRow? {
    guard tx.course.setAside.takes(.job(id)), let job = try tx.job(id) else { return nil }
    if !tx.agenda.concerns(job) { return job }
    try Settlement.run(tx)
    return try tx.job(id)
  }

  /// Something that was due has been done. What follows from it and its rows wait for those of what is due with it,
  /// unless it has to be known what would break a rule.
  static func noteDone(_ tx: Transaction) throws(StoreError) {
    if !tx.course.setAside.isWrittenAtOnce() { return }
    try Settlement.run(tx)
    try tx.flush()
  }

  /// What is set aside is due still.
  private static func find(_ kind: MomentKind, _ tx: Transaction) throws(StoreError) -> [JobID] {
    let most = Limits.promoteBatchMax + tx.course.setAside.count
    let found = try tx.search { rows throws(StoreError) in try rows.times.due(kind, by: tx.now, max: most) }
    return found.map { JobID($0) }
  }

  /// Those that are going to be done: each is read, and written twice, it and where it stands.
  private static func next(of ids: [JobID], _ tx: Transaction) -> [JobID] {
    if tx.isPieceDone { return [] }
    let most = tx.room(forWorkOf: 6, max: Limits.promoteBatchMax)
    return Array(ids.lazy.filter { !tx.course.setAside.contains(.job($0)) }.prefix(most))
  }

  /// Looks when the next of all that waits for its time is due, if that may be another moment than it was.
  static func lookAhead(_ tx: Transaction) throws(StoreError) {
    if !tx.ledger.times.isNextDueStale { return }
    let kinds = MomentKind.timesOfDay + MomentKind.steady
    let next = try tx.search { rows throws(StoreError) in try rows.times.earliest(kinds) }
    let moments = zip(kinds, next).compactMap { kind, moment in
      MomentKind.steady.contains(kind) ? moment.map(tx.terms.steady.wall) : moment
    }
    let moment = (moments + [Pauses.nextEnd(tx).map(tx.terms.steady.wall)]).compactMap(\.self).min()
    tx.ledger.times.nextDue = tx.course.setAside.alarm(moment)
    tx.ledger.times.isNextDueStale = false
  }
}
