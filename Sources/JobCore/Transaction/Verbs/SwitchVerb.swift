// Two jobs that have not started change places.

/// The exchange of two jobs' priorities, and of their places in line where both stand in it.
enum SwitchVerb {
  /// - Returns: why nothing was done; `nil` if it was.
  static func exchange(_ first: JobID, _ second: JobID, _ tx: Transaction) throws(StoreError) -> JobError? {
    guard let one = try tx.job(first) else { return .notFound(first) }
    guard let other = try tx.job(second) else { return .notFound(second) }
    for job in [one, other] where job.state == .running || job.state.isTerminal {
      return .invalidState(job.id, state: job.state, verb: "switch")
    }
    func refusal(_ fault: SwitchFault) -> JobError { .notSwitchable(first, second, fault) }
    if first == second { return refusal(.sameJob) }
    if one.queue != other.queue { return refusal(.differentQueues) }
    if one.state == .queued && other.state == .queued {
      guard try exchangePlaces(one, other, tx) else { return refusal(.tooManyBeside) }
    } else if one.priority == other.priority {
      return refusal(.nothingToExchange)
    } else {
      try put(one, priority: other.priority, readyAt: one.readyAt, tx)
      try put(other, priority: one.priority, readyAt: other.readyAt, tx)
    }
    // One may stand where it stood, and be first or second all the same.
    for id in [first, second] {
      try tx.change(id) { _ in }
      tx.working.job(id)?.noteEdited()
    }
    return nil
  }

  // MARK: In line

  /// Returns false if too many others would have to be moved; nothing is done then.
  private static func exchangePlaces(_ one: JobRow, _ other: JobRow, _ tx: Transaction) throws(StoreError) -> Bool {
    let (first, second) = one.id < other.id ? (one, other) : (other, one)
    guard let steps = try steps(first, second, tx), steps.count <= Limits.switchedTogetherMax else { return false }
    let priorities = [first.id: second.priority, second.id: first.priority]
    for step in steps {
      guard let job = try tx.job(step.job) else { continue }
      try put(job, priority: priorities[step.job] ?? job.priority, readyAt: step.readyAt, tx)
    }
    tx.ledger.claims.news.hasNewWork = true
    return true
  }

  private static func steps(
    _ first: JobRow, _ second: JobRow, _ tx: Transaction
  ) throws(StoreError) -> [SwitchPolicy.Step]? {
    if first.place == second.place {
      let beside = try neighbours(of: first.place, in: first.queue, between: first.id, second.id, tx)
      return SwitchPolicy.exchange(first.id, second.id, readyAt: first.readyAt, beside)
    }
    let (here, there) = (try take(second.id, placeOf: first, tx), try take(first.id, placeOf: second, tx))
    guard let here, let there else { return nil }
    return here + there
  }

  private static func take(
    _ job: JobID, placeOf owner: JobRow, _ tx: Transaction
  ) throws(StoreError) -> [SwitchPolicy.Step]? {
    let beside = try neighbours(of: owner.place, in: owner.queue, between: owner.id, owner.id, tx)
    return SwitchPolicy.take(job, placeOf: owner.id, readyAt: owner.readyAt, beside)
  }

  /// Who else stands in a place, whatever else is needed for a start; of very many a few more than may be moved.
  private static func neighbours(
    of place: SwitchPolicy.Place, in queue: Int64, between first: JobID, _ second: JobID, _ tx: Transaction
  ) throws(StoreError) -> SwitchPolicy.Neighbours {
    let look = PlaceLook(place: place, queue: queue, lanes: lanes(of: queue, tx))
    return SwitchPolicy.Neighbours(
      before: try look.jobs(from: 1, to: first.value - 1, tx),
      between: try look.jobs(from: first.value + 1, to: second.value - 1, tx),
      behind: try look.jobs(from: second.value + 1, to: .max, tx),
      stepBack: SwitchPolicy.step(from: place.readyAt, to: try look.earlier(tx)),
      stepForth: SwitchPolicy.step(from: place.readyAt, to: try look.later(tx)))
  }

  private static func lanes(of queue: Int64, _ tx: Transaction) -> [ReadyLine.Lane] {
    [.plain, .parked, .remote] + tx.ledger.claims.lanes.all.filter { $0.value.contains(queue) }.map { .named($0.key) }
  }

  private static func put(_ job: JobRow, priority: Int, readyAt: Int64, _ tx: Transaction) throws(StoreError) {
    try Move.edit(job, to: job.state, tx) { row in
      row.priority = priority
      row.readyAt = readyAt
    }
    guard job.state == .queued else { return }
    // What comes into line from now on stands behind it.
    tx.ledger.times.noteReadyAt(readyAt)
    if job.limit != nil { try tx.noteEdit(job) }
  }
}

extension JobRow {
  fileprivate var place: SwitchPolicy.Place { SwitchPolicy.Place(priority: priority, readyAt: readyAt) }
}
