// Unique keys: taken with the insert, freed with the end, in the job's own transactions.

extension WriterContext {
  /// The job that has `key`, and since when it may be taken again.
  struct UniqueHolder {
    let id: JobID
    let state: JobState?
    let freeAt: Timestamp?
  }

  func uniqueHolder(_ key: String) throws(StoreError) -> UniqueHolder? {
    let statement = try statement(KeySQL.unique)
    statement.bind(1, key)
    guard try statement.step() else { return nil }
    let id = JobID(statement.int64(0))
    var freeAt = statement.optionalInt64(1).map(Timestamp.init(micros:))
    statement.reset()
    if let stored = freeAt, stored > now { freeAt = try cutFreeAt(stored, of: id) }
    return UniqueHolder(id: id, state: try facts(id)?.state, freeAt: freeAt)
  }

  /// When the key is free again, if the clock was set back since its job has ended: its time is reckoned from now then.
  private func cutFreeAt(_ freeAt: Timestamp, of id: JobID) throws(StoreError) -> Timestamp {
    guard let rule = try uniqueRule(id), let forMicros = rule.forMicros else { return freeAt }
    let cut = ClockPolicy.cut(freeAt, lasting: forMicros, now: now)
    if cut != freeAt { try hold(rule.key, of: id, until: cut) }
    return cut
  }

  private func hold(_ key: String, of id: JobID, until moment: Timestamp) throws(StoreError) {
    let statement = try statement(KeySQL.holdUnique)
    statement.bind(1, key)
    statement.bind(2, id.value)
    statement.bind(3, moment.micros)
    try statement.run()
  }

  /// - Parameter limits: those of the one who wants the key: a job outside of them is neither returned nor cancelled.
  func uniqueDecision(
    _ rule: UniqueRule, limits: RealmLimits?
  ) throws(StoreError) -> (UniquePolicy.Decision, UniqueHolder?) {
    guard let holder = try uniqueHolder(rule.key) else { return (.take, nil) }
    let decision = UniquePolicy.decide(rule.onConflict, holder: holder.state, freeAt: holder.freeAt, now: now)
    switch decision {
    case .take, .refuse: return (decision, holder)
    case .returnHolder, .cancelHolder: return (try isWithin(limits, holder.id) ? decision : .refuse, holder)
    }
  }

  /// Whether the job is one that somebody with these limits may see.
  func isWithin(_ limits: RealmLimits?, _ id: JobID) throws(StoreError) -> Bool {
    guard let limits else { return true }
    guard let facts = try facts(id), let queue = ledger.queues[facts.queue]?.name else { return false }
    return limits.contains(JobRealm(queue: queue, kind: facts.kind))
  }

  func takeUnique(_ rule: UniqueRule, for id: JobID) throws(StoreError) {
    try bindUnique(KeySQL.takeUnique, rule.key, id)
    let statement = try statement(KeySQL.insertJobUnique)
    statement.bind(1, id.value)
    statement.bind(2, rule.key)
    statement.bind(3, rule.onConflict.rawValue)
    statement.bind(4, rule.forMicros)
    try statement.run()
  }

  /// A finished job that is to run again takes its key back.
  func retakeUnique(_ rule: UniqueRule, for id: JobID) throws(StoreError) {
    try bindUnique(KeySQL.takeUnique, rule.key, id)
  }

  func uniqueRule(_ id: JobID) throws(StoreError) -> UniqueRule? {
    let statement = try statement(KeySQL.jobUnique)
    statement.bind(1, id.value)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return UniqueRule(
      key: statement.string(0) ?? "", onConflict: UniqueRule.Conflict(rawValue: statement.int(1)) ?? .reject,
      forMicros: statement.optionalInt64(2))
  }

  /// The job has ended: its key is free, or will be when its time has passed.
  func releaseUnique(of id: JobID) throws(StoreError) {
    guard let rule = try uniqueRule(id) else { return }
    guard let forMicros = rule.forMicros, forMicros > 0 else {
      try bindUnique(KeySQL.freeUnique, rule.key, id)
      return
    }
    try hold(rule.key, of: id, until: now.advanced(byMicros: forMicros))
  }

  /// The job is removed, and its claim to the key with it.
  func deleteUnique(of id: JobID) throws(StoreError) {
    guard let rule = try uniqueRule(id) else { return }
    try bindUnique(KeySQL.freeUnique, rule.key, id)
    let statement = try statement(KeySQL.deleteJobUnique)
    statement.bind(1, id.value)
    try statement.run()
  }

  private func bindUnique(_ sql: NamedSQL, _ key: String, _ id: JobID) throws(StoreError) {
    let statement = try statement(sql)
    statement.bind(1, key)
    statement.bind(2, id.value)
    try statement.run()
  }
}
