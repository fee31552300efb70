// Waiting: for one job, for several under a condition, for a batch. Leaving a wait never touches a job.

extension JobQueue {
  /// The job as soon as it is terminal, or as it stands when the time is up.
  public func wait(_ id: JobID, timeoutMicros: Int64) async throws(JobError) -> Job {
    let first = try await job(id)
    if first.state.isTerminal || timeoutMicros <= 0 { return first }
    let bounded = min(timeoutMicros, Limits.waitMicrosMax)
    _ = try await waiting { waiter throws(StoreError) in
      try await waiter.wait(for: [id], until: .all, timeoutMicros: bounded)
    }
    return try await job(id)
  }

  /// The batch as soon as it is done (`until` all), has a first end or its first failure; or as it stands when the
  /// time is up.
  public func wait(_ id: BatchID, until: WaitUntil, timeoutMicros: Int64) async throws(JobError) -> Batch {
    let first = try await batch(id)
    if first.isDone || timeoutMicros <= 0 { return first }
    let bounded = min(timeoutMicros, Limits.waitMicrosMax)
    _ = try await waiting { waiter throws(StoreError) in
      try await waiter.wait(for: id, until: until, timeoutMicros: bounded)
    }
    return try await batch(id)
  }

  /// Returns when `until` holds, and early, with `isExpired`, when the time is up, the calling task is cancelled or
  /// the daemon stops. A queue or filter means the jobs that are not terminal when the wait begins, but for those in
  /// `excluded`; a batch means its members, also those that join while it is waited for.
  public func wait(
    for target: WaitTarget, until: WaitUntil, timeoutMicros: Int64?, excluding excluded: Set<JobID> = []
  ) async throws(JobError) -> WaitResult {
    let bounded = timeoutMicros.map { min($0, Limits.waitMicrosMax) }
    if case .batch(let id) = target { return try await waitForMembers(of: id, until, bounded) }
    let ids = try await self.ids(target, excluding: excluded)
    if ids.isEmpty { return WaitResult(done: [], pending: [], isExpired: false) }
    let isGiven = if case .jobs = target { true } else { false }
    let outcome = try await waiting { waiter throws(StoreError) in
      try await waiter.wait(for: ids, until: until, timeoutMicros: bounded, mustExist: isGiven)
    }
    if let missing = outcome.missing { throw .notFound(missing) }
    return try await result(ids, heard: outcome.done, isExpired: outcome.isExpired)
  }

  /// What ended in the same commit as the job that decided, or since then, is done as well.
  private func result(
    _ ids: [JobID], heard: Set<JobID>, isExpired: Bool
  ) async throws(JobError) -> WaitResult {
    let open = ids.filter { !heard.contains($0) }
    let states = open.isEmpty ? [:] : try await read { store throws(StoreError) in try await store.states(open) }
    let pending = open.filter { states[$0].map { !$0.isTerminal } ?? false }
    let isPending = Set(pending)
    let doneIDs = ids.filter { !isPending.contains($0) }
    let done = try await read { store throws(StoreError) in try await store.jobs(doneIDs) }
    noteSeen(done)
    return WaitResult(done: done.inOrderOfFinishing, pending: pending, isExpired: isExpired)
  }

  private func waitForMembers(
    of id: BatchID, _ until: WaitUntil, _ timeoutMicros: Int64?
  ) async throws(JobError) -> WaitResult {
    _ = try await batch(id)
    let isMet = try await waiting { waiter throws(StoreError) in
      try await waiter.wait(for: id, until: until, timeoutMicros: timeoutMicros)
    }
    let members = try await read { store throws(StoreError) in
      try await store.batchMembers(id, limit: Limits.waitIDsMax, after: nil)
    }
    return try await result(members, heard: [], isExpired: !isMet)
  }

  private func waiting<Value>(
    _ body: (Waiter) async throws(StoreError) -> Value
  ) async throws(JobError) -> Value {
    do throws(StoreError) { return try await body(Waiter(store: store, bus: bus)) } catch { throw .store(error) }
  }

  private func ids(_ target: WaitTarget, excluding excluded: Set<JobID>) async throws(JobError) -> [JobID] {
    switch target {
    case .jobs(let ids): return try distinct(ids)
    case .batch: return []
    case .queue(let name):
      var filter = JobFilter()
      filter.queue = name
      return try await self.ids(.filter(filter), excluding: excluded)
    case .filter(var filter):
      guard filter.narrow(to: JobFilter.activeStates) else { return [] }
      let active = filter
      let found = try await read { store throws(StoreError) in
        try await store.ids(active, limit: Limits.waitIDsMax + 1, after: nil) { !Task.isCancelled }
      }
      if found.count > Limits.waitIDsMax {
        let detail = "matches more than \(Limits.waitIDsMax) jobs; wait for fewer, or put them in a batch"
        throw .invalid([FieldFault(field: "filter", detail: detail)])
      }
      return found.filter { !excluded.contains($0) }
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

extension [Job] {
  /// The one that ended first comes first; of those that ended at the same moment the one with the lower id.
  fileprivate var inOrderOfFinishing: [Job] {
    sorted { left, right in
      let (first, second) = (left.finishedAt?.micros ?? 0, right.finishedAt?.micros ?? 0)
      return first == second ? left.id.value < right.id.value : first < second
    }
  }
}
