// What people and calls do to callbacks.

/// The verbs on callbacks.
enum CallbackVerbs {
  static func add(
    _ callback: Callback, to id: JobID, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<CallbackStatus> {
    guard let job = try tx.job(id) else { return .notFound }
    if callback.isCommand, let user = try runAs(job, tx) {
      return .invalid([RunAsPolicy.commandFault("argv", user)])
    }
    // The room of a job is for its own.
    let count = try Callbacks.of(.job(id), tx).count(where: \.isOfNextEnd)
    if count >= Limits.callbacksMax {
      return .invalid(
        [FieldFault(field: "callbacks", detail: "must not be more than \(Limits.callbacksMax) for a job")])
    }
    if !job.flags.contains(.hasCallbacks) { try tx.setFlags(.hasCallbacks, of: id) }
    var state = CallbackState.waiting
    if job.state.isTerminal { state = callback.on.isMet(bySuccess: job.state == .succeeded) ? .due : .unmet }
    if state == .due { tx.after.commit.noteCallback(tx.now) }
    return .done(Callbacks.insert(callback, state, of: .job(id), tx))
  }

  /// Whom the job runs as, if not as jobd.
  private static func runAs(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> String? {
    try Specs.decisive(job.id, tx).runAs ?? tx.ledger.queues[job.queue]?.settings.runAs
  }

  /// Removes those of the job itself that have not been delivered or given up; returns how many. Whom its queue tells,
  /// and whom everybody's callbacks tell, is not the job's to say.
  static func removeOpen(of id: JobID, _ tx: Transaction) throws(StoreError) -> VerbAnswer<Int> {
    guard try tx.job(id) != nil else { return .notFound }
    return .done(try Callbacks.remove(of: .job(id), tx) { $0.isOpen && $0.status.isOwn })
  }

  /// Notes what came of a call; nothing if the callback was removed meanwhile, or stands for a later end: what was due
  /// at another moment is due for another end. One whose job was retried meanwhile is recorded: it tells of the end that
  /// it was called for.
  static func record(_ call: DueCallback, _ result: CallbackResult, _ tx: Transaction) throws(StoreError) {
    let (owner, called) = (call.owner, call.status)
    let rows = try Callbacks.of(owner, tx)
    guard rows.contains(where: { $0.isCall(called) }) else { return }
    Callbacks.change(rows, of: owner, tx) { row in
      if row.isCall(called) { row.note(result, at: tx.now) }
    }
    if case .again(let moment, _) = result { return tx.after.commit.noteCallback(moment) }
    // What is through has nothing more to tell of an earlier end.
    _ = try Callbacks.remove(of: owner, tx) { $0.id == called.id && $0.status.isOfEarlierEnd }
    // A batch that has outlived its members for the sake of its callbacks may go with the last of them.
    if case .batch(let id) = owner { tx.agenda.batchesWithRemoved.insert(id.value) }
  }
}

extension CallbackRow {
  fileprivate func isCall(_ called: CallbackStatus) -> Bool {
    id == called.id && status.state == .due && status.nextAt == called.nextAt
  }

  fileprivate mutating func note(_ result: CallbackResult, at now: Timestamp) {
    status.tries += 1
    (status.nextAt, status.deliveredAt, status.lastError) = (nil, nil, nil)
    switch result {
    case .delivered:
      status.state = .delivered
      status.deliveredAt = now
    case .again(let moment, let error):
      status.nextAt = moment
      status.lastError = error
    case .givenUp(let error):
      status.state = .failed
      status.lastError = error
    }
  }
}
