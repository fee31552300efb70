// Callbacks in the store: stored with their job, due in the transaction that ends it, and recorded try by try, so that
// none is forgotten whatever becomes of the daemon.

extension WriterContext {
  func insertCallbacks(_ callbacks: [Callback], of id: JobID) throws(StoreError) {
    for callback in callbacks { _ = try insertCallback(callback, of: id, nextAt: nil, state: .waiting) }
  }

  private func insertCallback(
    _ callback: Callback, of id: JobID, nextAt: Timestamp?, state: CallbackState
  ) throws(StoreError) -> Int64 {
    let number = try nextID(.callback)
    let statement = try statement(CallbackSQL.insert)
    statement.bind(1, number)
    statement.bind(2, id.value)
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
    try statement.run()
    return number
  }

  /// The job has ended: those that are for this end are to be called.
  func callbacksDue(of id: JobID, isSuccess: Bool, now: Timestamp) throws(StoreError) {
    let statement = try statement(CallbackSQL.end)
    statement.bind(1, id.value)
    statement.bind(2, (isSuccess ? EndCondition.success : .failure).rawValue)
    statement.bind(3, now.micros)
    try statement.run()
    commit.noteCallback(now)
  }

  /// The job is to run again: its next end is told as well.
  func renewCallbacks(of id: JobID) throws(StoreError) {
    try run(CallbackSQL.renew, id)
  }

  func hasDueCallbacks(_ id: JobID) throws(StoreError) -> Bool {
    let statement = try statement(CallbackSQL.dueOfJob)
    statement.bind(1, id.value)
    guard try statement.step() else { return false }
    statement.reset()
    return true
  }

  func deleteCallbacks(of id: JobID) throws(StoreError) {
    try run(CallbackSQL.delete, id)
  }

  // MARK: Verbs

  func addCallback(
    _ callback: Callback, to id: JobID, now: Timestamp
  ) throws(StoreError) -> VerbAnswer<CallbackStatus> {
    self.now = now
    guard let facts = try facts(id) else { return .notFound }
    let count = try callbacks(of: id).count
    if count >= Limits.callbacksMax {
      return .invalid(
        [FieldFault(field: "callbacks", detail: "must not be more than \(Limits.callbacksMax) for a job")])
    }
    if !facts.flags.contains(.hasCallbacks) { try setFlags(.hasCallbacks, of: id) }
    var state = CallbackState.waiting
    if facts.state.isTerminal {
      state = callback.on.isMet(bySuccess: facts.state == .succeeded) ? .due : .unmet
    }
    let number = try insertCallback(callback, of: id, nextAt: state == .due ? now : nil, state: state)
    if state == .due { commit.noteCallback(now) }
    guard let status = try callbacks(of: id).first(where: { $0.id == number }) else { return .notFound }
    return .done(status)
  }

  /// Removes those that have not been delivered or given up; returns how many.
  func removeCallbacks(of id: JobID, now: Timestamp) throws(StoreError) -> VerbAnswer<Int> {
    self.now = now
    guard try facts(id) != nil else { return .notFound }
    let before = try callbacks(of: id).count
    try run(CallbackSQL.removeOpen, id)
    return .done(before - (try callbacks(of: id).count))
  }

  /// Notes what came of a call; nothing if the callback stands for a later end of its job by now.
  func recordCallback(_ callback: CallbackStatus, _ result: CallbackResult, now: Timestamp) throws(StoreError) {
    self.now = now
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
  }

  private func callbacks(of id: JobID) throws(StoreError) -> [CallbackStatus] {
    let statement = try statement(CallbackSQL.ofJob)
    statement.bind(1, id.value)
    return try CallbackReading.statuses(statement)
  }
}
