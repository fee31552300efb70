// Callbacks in the store: stored with their job or batch, due in the transaction that ends it, and recorded try by try, so that
// none is forgotten whatever becomes of the daemon.

extension WriterContext {
  func insertCallbacks(_ callbacks: [Callback], of owner: Parent) throws(StoreError) {
    for callback in callbacks { _ = try insertCallback(callback, of: owner, nextAt: nil, state: .waiting) }
  }

  private func insertCallback(
    _ callback: Callback, of owner: Parent, nextAt: Timestamp?, state: CallbackState
  ) throws(StoreError) -> Int64 {
    let number = try nextID(.callback)
    let statement = try statement(CallbackSQL.insert)
    statement.bind(1, number)
    statement.bind(2, owner.number)
    statement.bind(3, callback.on.rawValue)
    switch callback.target {
    case .url(let url):
      statement.bind(4, url)
      statement.bind(5, [UInt8]?.none)
    case .command(let argv):
      statement.bind(4, String?.none)
      statement.bind(5, SpecCoding.encode(argv))
    }
    statement.bind(6, state.rawValue)
    statement.bind(7, nextAt?.micros)
    statement.bind(8, owner.edgeKind.rawValue)
    try statement.run()
    return number
  }

  /// It has ended: those that are for this end are to be called.
  func callbacksDue(of owner: Parent, isSuccess: Bool) throws(StoreError) {
    let statement = try callbacks(CallbackSQL.end, of: owner)
    statement.bind(3, (isSuccess ? EndCondition.success : .failure).rawValue)
    statement.bind(4, now.micros)
    try statement.run()
    commit.noteCallback(now)
  }

  /// It is to run again: its next end is told as well, and what has not been told of this one still is.
  func renewCallbacks(of owner: Parent, after end: CallbackEnd) throws(StoreError) {
    if try !hasDueCallbacks(owner) {
      try callbacks(CallbackSQL.renew, of: owner).run()
      return
    }
    let next = try callbacks(of: owner).filter { !$0.isOfEarlierEnd }.map(\.callback)
    let kept = try callbacks(CallbackSQL.keepEnd, of: owner)
    kept.bind(3, end.kept)
    try kept.run()
    // All of them anew, so that their numbers are in their order, and behind those of the end before.
    try callbacks(CallbackSQL.removeThrough, of: owner).run()
    try insertCallbacks(next, of: owner)
    let trim = try callbacks(CallbackSQL.trimEarlier, of: owner)
    trim.bind(3, Limits.callbackEarlierMax)
    let count = try trim.runCounting()
    if count > 0 { commit.forgottenCalls.append(ForgottenCalls(owner: owner, count: count)) }
  }

  func hasDueCallbacks(_ owner: Parent) throws(StoreError) -> Bool {
    let statement = try callbacks(CallbackSQL.dueOfOwner, of: owner)
    guard try statement.step() else { return false }
    statement.reset()
    return true
  }

  func deleteCallbacks(of owner: Parent) throws(StoreError) {
    try callbacks(CallbackSQL.delete, of: owner).run()
  }

  /// A statement whose first parameters say whose callbacks it is about.
  private func callbacks(_ sql: NamedSQL, of owner: Parent) throws(StoreError) -> SQLiteStatement {
    let statement = try statement(sql)
    statement.bind(1, owner.number)
    statement.bind(2, owner.edgeKind.rawValue)
    return statement
  }

  // MARK: Verbs

  func addCallback(
    _ callback: Callback, to id: JobID
  ) throws(StoreError) -> VerbAnswer<CallbackStatus> {
    guard let facts = try facts(id) else { return .notFound }
    let count = try callbacks(of: .job(id)).count { !$0.isOfEarlierEnd }
    if count >= Limits.callbacksMax {
      return .invalid(
        [FieldFault(field: "callbacks", detail: "must not be more than \(Limits.callbacksMax) for a job")])
    }
    if !facts.flags.contains(.hasCallbacks) { try setFlags(.hasCallbacks, of: id) }
    var state = CallbackState.waiting
    if facts.state.isTerminal {
      state = callback.on.isMet(bySuccess: facts.state == .succeeded) ? .due : .unmet
    }
    let number = try insertCallback(
      callback, of: .job(id), nextAt: state == .due ? now : nil, state: state)
    if state == .due { commit.noteCallback(now) }
    guard let status = try callbacks(of: .job(id)).first(where: { $0.id == number }) else { return .notFound }
    return .done(status)
  }

  /// Removes those that have not been delivered or given up; returns how many.
  func removeCallbacks(of id: JobID) throws(StoreError) -> VerbAnswer<Int> {
    guard try facts(id) != nil else { return .notFound }
    let before = try callbacks(of: .job(id)).count
    try callbacks(CallbackSQL.removeOpen, of: .job(id)).run()
    return .done(before - (try callbacks(of: .job(id)).count))
  }

  /// Notes what came of a call; nothing if the callback stands for a later end by now.
  func recordCallback(_ callback: CallbackStatus, _ result: CallbackResult) throws(StoreError) {
    let statement = try statement(CallbackSQL.record)
    statement.bind(1, callback.id)
    statement.bind(6, callback.nextAt?.micros)
    switch result {
    case .delivered:
      statement.bind(2, CallbackState.delivered.rawValue)
      statement.bind(3, Int64?.none)
      statement.bind(4, now.micros)
      statement.bind(5, String?.none)
    case .again(let moment, let error):
      statement.bind(2, CallbackState.due.rawValue)
      statement.bind(3, moment.micros)
      statement.bind(4, Int64?.none)
      statement.bind(5, error)
      commit.noteCallback(moment)
    case .givenUp(let error):
      statement.bind(2, CallbackState.failed.rawValue)
      statement.bind(3, Int64?.none)
      statement.bind(4, Int64?.none)
      statement.bind(5, error)
    }
    try statement.run()
    if case .again = result { return }
    try noteThrough(callback.id)
    let remove = try self.statement(CallbackSQL.removeEarlier)
    remove.bind(1, callback.id)
    try remove.run()
  }

  /// A batch that has outlived its members for the sake of its callbacks may go with the last of them.
  private func noteThrough(_ callback: Int64) throws(StoreError) {
    let statement = try statement(CallbackSQL.owner)
    statement.bind(1, callback)
    guard try statement.step() else { return }
    defer { statement.reset() }
    if case .batch(let id) = CallbackReading.owner(kind: statement.int(0), number: statement.int64(1)) {
      batchesWithRemoved.insert(id.value)
    }
  }

  private func callbacks(of owner: Parent) throws(StoreError) -> [CallbackStatus] {
    try CallbackReading.statuses(try callbacks(CallbackSQL.ofOwner, of: owner))
  }
}
