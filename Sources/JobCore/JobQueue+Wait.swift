// Waiting: for one job, for several under a condition, for a batch. Leaving a wait never touches a job.

extension JobQueue {
  /// The job as soon as it is terminal, or as it stands when the time is up.
  public func wait(_ id: JobID, timeoutMicros: Int64) async throws(JobError) -> Job {
    let first = try await job(id)
    if first.state.isTerminal || timeoutMicros <= 0 { return first }
    let time = WaitTime(micros: timeoutMicros)
    while true {
      let left = time.leftMicros
      let outcome = try await waiting { waiter throws(StoreError) in
        try await waiter.wait(for: [id], until: .all, timeoutMicros: left)
      }
      let job = try await job(id)
      if job.state.isTerminal || outcome.isExpired { return job }
      // The job has ended and was retried before it could be read: wait for it again.
    }
  }

  /// The batch as soon as it is done (`until` all), has a first end or its first failure; or as it stands when the
  /// time is up.
  public func wait(_ id: BatchID, until: WaitUntil, timeoutMicros: Int64) async throws(JobError) -> Batch {
    let first = try await batch(id)
    if first.isDone || timeoutMicros <= 0 { return first }
    return try await waitForBatch(id, until, WaitTime(micros: timeoutMicros)).batch
  }

  /// Returns when `until` holds, and early, with `isExpired`, when the time is up, the calling task is cancelled or
  /// the daemon stops. A queue or filter means the jobs that are not terminal when the wait begins, but for those in
  /// `excluded`; a batch means its members, also those that join while it is waited for.
  ///
  /// - Errors: `.waitSearchUnfinished` if the jobs of a queue or filter could not be found in time.
  public func wait(
    for target: WaitTarget, until: WaitUntil, timeoutMicros: Int64?, excluding excluded: Set<JobID> = []
  ) async throws(JobError) -> WaitResult {
    try await wait(for: target, until: until, timeoutMicros: timeoutMicros, excluding: excluded, room: .whole)
  }

  /// The same, with fewer whole jobs in its answer.
  package func wait(
    for target: WaitTarget, until: WaitUntil, timeoutMicros: Int64?, excluding excluded: Set<JobID>, room: AnswerRoom
  ) async throws(JobError) -> WaitResult {
    let time = WaitTime(micros: timeoutMicros)
    if case .batch(let id) = target { return try await waitForMembers(of: id, until, time, room) }
    let ids = try await self.ids(target, excluding: excluded, time)
    if ids.isEmpty { return WaitResult(done: [], pending: [], isExpired: false) }
    var mustExist = if case .jobs = target { true } else { false }
    while true {
      let (left, isFirst) = (time.leftMicros, mustExist)
      let outcome = try await waiting { waiter throws(StoreError) in
        try await waiter.wait(for: ids, until: until, timeoutMicros: left, mustExist: isFirst)
      }
      if let missing = outcome.missing { throw .notFound(missing) }
      let found = try await standing(ids, heard: outcome.done, isExpired: outcome.isExpired, room: room)
      if outcome.isExpired || found.revived.isEmpty || found.isMet(until) { return found.answer() }
      // What ended the wait has been retried before anybody could look: it goes on.
      mustExist = false
    }
  }

  private func waitForMembers(
    of id: BatchID, _ until: WaitUntil, _ time: WaitTime, _ room: AnswerRoom
  ) async throws(JobError) -> WaitResult {
    _ = try await batch(id)
    let isMet = try await waitForBatch(id, until, time).isMet
    let members = try await read { store throws(StoreError) in
      try await store.batchMembers(id, limit: Limits.waitIDsMax, after: nil)
    }
    return try await standing(members, heard: [], isExpired: !isMet, room: room).answer()
  }

  /// The batch when the condition holds, or when the time is up.
  private func waitForBatch(
    _ id: BatchID, _ until: WaitUntil, _ time: WaitTime
  ) async throws(JobError) -> (batch: Batch, isMet: Bool) {
    while true {
      let left = time.leftMicros
      let isMet = try await waiting { waiter throws(StoreError) in
        try await waiter.wait(for: id, until: until, timeoutMicros: left)
      }
      let batch = try await batch(id)
      if !isMet || WaitCondition.isMet(until, batch) { return (batch, isMet) }
      // A member was retried before anybody could look: the wait goes on.
    }
  }

  private func waiting<Value>(
    _ body: (Waiter) async throws(StoreError) -> Value
  ) async throws(JobError) -> Value {
    do throws(StoreError) { return try await body(Waiter(store: store, bus: bus)) } catch { throw .store(error) }
  }

  private func ids(
    _ target: WaitTarget, excluding excluded: Set<JobID>, _ time: WaitTime
  ) async throws(JobError) -> [JobID] {
    switch target {
    case .jobs(let ids): return try distinct(ids)
    case .batch: return []
    case .queue(let name):
      var filter = JobFilter()
      filter.queue = name
      return try await self.ids(.filter(filter), excluding: excluded, time)
    case .filter(var filter):
      try filter.check()
      guard filter.narrow(to: JobFilter.activeStates) else { return [] }
      let active = filter
      let found = try await read { store throws(StoreError) in
        try await store.search(active, limit: Limits.waitIDsMax + 1, after: nil) {
          !Task.isCancelled && !time.isOverForSearches
        }
      }
      if found.ids.count > Limits.waitIDsMax {
        let detail = "matches more than \(Limits.waitIDsMax) jobs; wait for fewer, or put them in a batch"
        throw .invalid([FieldFault(field: "filter", detail: detail)])
      }
      // A wait for some of them would end too early.
      if found.next != nil { throw .waitSearchUnfinished }
      return found.ids.filter { !excluded.contains($0) }
    }
  }

  /// The ids without duplicates.
  private func distinct(_ ids: [JobID]) throws(JobError) -> [JobID] {
    if ids.isEmpty { throw .invalid([FieldFault(field: "ids", detail: "must name at least one job")]) }
    if ids.count > Limits.waitIDsMax {
      throw .invalid([FieldFault(field: "ids", detail: "must not be more than \(Limits.waitIDsMax)")])
    }
    var seen: Set<JobID> = []
    return ids.filter { seen.insert($0).inserted }
  }
}

/// What is left of the time of a wait that may have to begin anew.
private struct WaitTime {
  private let end: ContinuousClock.Instant?
  private let searchEnd: ContinuousClock.Instant?

  /// - Parameter micros: at most `Limits.waitMicrosMax` of them count; `nil` is no limit.
  init(micros: Int64?) {
    let start = ContinuousClock.now
    end = micros.map { start + .micros(max(0, min($0, Limits.waitMicrosMax))) }
    searchEnd = end.map { max($0, start + .micros(Limits.waitSearchMicrosMin)) }
  }

  /// Looking for the jobs has taken too long.
  var isOverForSearches: Bool { searchEnd.map { ContinuousClock.now >= $0 } ?? false }

  var leftMicros: Int64? {
    end.map { max(0, ($0 - ContinuousClock.now).wholeMicros) }
  }
}
