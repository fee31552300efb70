// Keyed limits: which of the jobs that share a key a claim may see. A job whose key is exhausted is parked, out of the
// index of ready jobs, so that no claim ever looks at it.

extension WriterContext {
  /// The id of a limit key, which comes into being when it is first used; its bound is the newest one said.
  ///
  /// - Parameter isSaid: false for a job that is held: it says nothing until it is released, unless it is the first.
  func limitID(_ rule: LimitRule, isSaid: Bool = true) throws(StoreError) -> Int64 {
    if let id = ledger.limits.id(of: rule.key) {
      // A key that nobody has any more is forgotten with the next claim.
      let isFirst = ledger.limits[id].map { $0.references <= 0 } ?? true
      if (isSaid || isFirst) && ledger.limits[id]?.max != rule.max {
        change(.set(id: id, max: rule.max))
        ledger.limits[id]?.max = rule.max
        ledger.limits.changed.insert(id)
        ledger.claims.news.noteRoom()
      }
      return id
    }
    let limit = LimitMemory(id: ledger.limits.lastID + 1, key: rule.key, max: rule.max)
    change(.add(id: limit.id, key: limit.key, max: limit.max))
    ledger.limits.add(limit)
    return limit.id
  }

  /// The limit key of a job that has ended and is to run again. What it once said of the bound is old news, unless
  /// nobody else has the key.
  func limitID(ofEnded id: JobID) throws(StoreError) -> Int64? {
    guard let rule = try jobTerms(id).limit else { return nil }
    if let known = ledger.limits.id(of: rule.key), let limit = ledger.limits[known], limit.references > 0 {
      return known
    }
    return try limitID(rule)
  }

  /// Lets a claim see as many jobs of each touched key as may start, and no more; forgets keys nobody has. What is too
  /// much for this transaction is left to the next one: a claim checks the permits of what it takes in any case.
  func admitLimits() throws(StoreError) {
    while !ledger.limits.changed.isEmpty {
      if isExhausted {
        ledger.backlog.hasLimitsLeft = true
        return
      }
      guard let id = ledger.limits.changed.popFirst(), let limit = ledger.limits[id] else { continue }
      var isDone = true
      for place in limit.lines.keys where try !admit(id, place) { isDone = false }
      if !isDone { ledger.limits.changed.insert(id) }
      if limit.references <= 0 { forget(limit) }
    }
  }

  /// False if there is more to do: so many rows at a time.
  private func admit(_ id: Int64, _ place: LimitMemory.Place) throws(StoreError) -> Bool {
    guard let limit = ledger.limits[id], var line = limit.lines[place] else { return true }
    let permits = limit.permits
    var left = Limits.admittedTogetherMax
    if line.admitted < permits && line.parked > 0 {
      let best = try inLine(.bestParked, id, place, min(left, permits - line.admitted))
      for job in best { try show(job, in: place) }
      line.admitted += best.count
      line.parked -= best.count
      left -= best.count
    }
    if line.admitted > permits && left > 0 {
      let worst = try inLine(.worstAdmitted, id, place, min(left, line.admitted - permits))
      for job in worst { try setParked(job.id, true) }
      line.admitted -= worst.count
      line.parked += worst.count
      left -= worst.count
    }
    // One that came later with a higher priority takes the place of the last one admitted.
    while line.admitted > 0 && line.parked > 0 && left > 0 {
      left -= 1
      guard let best = try inLine(.bestParked, id, place, 1).first,
        let worst = try inLine(.worstAdmitted, id, place, 1).first, ClaimOrder.precedes(best.order, worst.order)
      else { break }
      try show(best, in: place)
      try setParked(worst.id, true)
    }
    ledger.limits[id]?.lines[place] = line.admitted == 0 && line.parked == 0 ? nil : line
    return left > 0
  }

  private func inLine(
    _ side: LimitLine.Side, _ id: Int64, _ place: LimitMemory.Place, _ count: Int
  ) throws(StoreError) -> [JobRow] {
    try inLine(LimitLine(limit: id, queue: place.queue, lane: place.lane, side: side, max: count))
  }

  /// A claim sees the job from now on.
  private func show(_ job: JobRow, in place: LimitMemory.Place) throws(StoreError) {
    try setParked(job.id, false)
    if let lane = place.lane { ledger.claims.noteReady(lane, queue: place.queue) }
  }

  private func setParked(_ id: JobID, _ isParked: Bool) throws(StoreError) {
    try change(id) { $0.isParked = isParked }
  }

  private func forget(_ limit: LimitMemory) {
    change(.remove(id: limit.id))
    ledger.limits.remove(limit)
  }
}

extension JobRow {
  fileprivate var order: ClaimOrder.Candidate {
    ClaimOrder.Candidate(id: id.value, priority: priority, readyAt: readyAt)
  }
}
