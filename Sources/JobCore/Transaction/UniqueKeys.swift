// Unique keys: taken with the insert, freed with the end, in the job's own transactions.

/// Who has which unique key.
enum UniqueKeys {
  /// The job that has a key, and since when it may be taken again.
  struct Holder {
    let id: JobID
    /// `nil` if it is gone.
    let state: JobState?
    let freeAt: Timestamp?
  }

  static func holder(_ key: String, _ tx: Transaction) throws(StoreError) -> Holder? {
    guard let row = try tx.unique(key) else { return nil }
    var freeAt = row.freeAt
    if let stored = freeAt, stored > tx.now { freeAt = try cutFreeAt(stored, of: row.job, tx) }
    return Holder(id: row.job, state: try tx.job(row.job)?.state, freeAt: freeAt)
  }

  /// When the key is free again, if the clock was set back since its job has ended: its time is reckoned from now then.
  private static func cutFreeAt(_ freeAt: Timestamp, of id: JobID, _ tx: Transaction) throws(StoreError) -> Timestamp {
    guard let rule = try tx.jobTerms(id).unique, let forMicros = rule.forMicros else { return freeAt }
    let cut = ClockPolicy.cut(freeAt, lasting: forMicros, now: tx.now)
    if cut != freeAt { tx.change(.hold(rule.key, id, until: cut)) }
    return cut
  }

  /// - Parameter limits: those of the one who wants the key: a job outside of them is neither returned nor cancelled.
  static func decide(
    _ rule: UniqueRule, limits: RealmLimits?, _ tx: Transaction
  ) throws(StoreError) -> (UniquePolicy.Decision, Holder?) {
    guard let holder = try holder(rule.key, tx) else { return (.take, nil) }
    let decision = UniquePolicy.decide(rule.onConflict, holder: holder.state, freeAt: holder.freeAt, now: tx.now)
    switch decision {
    case .take, .refuse: return (decision, holder)
    case .returnHolder, .cancelHolder: return (try isWithin(limits, holder.id, tx) ? decision : .refuse, holder)
    }
  }

  /// Whether the job is one that somebody with these limits may see.
  static func isWithin(_ limits: RealmLimits?, _ id: JobID, _ tx: Transaction) throws(StoreError) -> Bool {
    guard let limits else { return true }
    guard let job = try tx.job(id), let queue = tx.ledger.queues.name(of: job.queue) else { return false }
    return limits.contains(JobRealm(queue: queue, kind: job.kind))
  }

  /// The job has ended: its key is free, or will be when its time has passed.
  static func release(of id: JobID, _ tx: Transaction) throws(StoreError) {
    guard let rule = try tx.jobTerms(id).unique else { return }
    guard let forMicros = rule.forMicros, forMicros > 0 else { return tx.change(.free(rule.key, id)) }
    tx.change(.hold(rule.key, id, until: tx.now.advanced(byMicros: forMicros)))
  }
}
