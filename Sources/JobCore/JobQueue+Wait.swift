// Waiting: for one job, or for several under a condition. Leaving a wait never touches a job.

extension JobQueue {
  /// The job as soon as it is terminal, or as it stands when the time is up.
  public func wait(_ id: JobID, timeoutMicros: Int64) async throws(JobError) -> Job {
    let first = try await job(id)
    if first.state.isTerminal || timeoutMicros <= 0 { return first }
    let waiter = Waiter(store: store, bus: bus)
    do throws(StoreError) {
      _ = try await waiter.wait(for: [id], until: .all, timeoutMicros: min(timeoutMicros, Limits.waitMicrosMax))
    } catch {
      throw .store(error)
    }
    return try await job(id)
  }

  /// Returns when `until` holds, and early, with `isExpired`, when the time is up, the calling task is cancelled or
  /// the daemon stops. A queue or filter means the jobs that are not terminal when the wait begins.
  public func wait(
    for target: WaitTarget, until: WaitUntil, timeoutMicros: Int64?
  ) async throws(JobError) -> WaitResult {
    let ids = try await self.ids(target)
    if ids.isEmpty { return WaitResult(done: [], pending: [], isExpired: false) }
    let waiter = Waiter(store: store, bus: bus)
    let bounded = timeoutMicros.map { min($0, Limits.waitMicrosMax) }
    let outcome: (done: Set<JobID>, isExpired: Bool)
    do throws(StoreError) {
      outcome = try await waiter.wait(for: ids, until: until, timeoutMicros: bounded)
    } catch {
      throw .store(error)
    }
    let doneIDs = ids.filter(outcome.done.contains)
    let done = try await read { store throws(StoreError) in try await store.jobs(doneIDs) }
    return WaitResult(
      done: done, pending: ids.filter { !outcome.done.contains($0) }, isExpired: outcome.isExpired)
  }

  private func ids(_ target: WaitTarget) async throws(JobError) -> [JobID] {
    switch target {
    case .jobs(let ids): return try await known(ids)
    case .batch: fatalError("to come")
    case .queue(let name):
      var filter = JobFilter()
      filter.queue = name
      return try await self.ids(.filter(filter))
    case .filter(var filter):
      filter.states =
        filter.states.isEmpty
        ? JobFilter.activeStates : filter.states.intersection(JobFilter.activeStates)
      if filter.states.isEmpty { return [] }
      let active = filter
      return try await read { store throws(StoreError) in try await store.ids(active, limit: Limits.waitIDsMax) }
    }
  }

  /// The ids without duplicates, all of which exist.
  private func known(_ ids: [JobID]) async throws(JobError) -> [JobID] {
    if ids.isEmpty { throw .invalid([FieldFault(field: "ids", detail: "must name at least one job")]) }
    if ids.count > Limits.waitIDsMax {
      throw .invalid([FieldFault(field: "ids", detail: "must not be more than \(Limits.waitIDsMax)")])
    }
    var seen: Set<JobID> = []
    let unique = ids.filter { seen.insert($0).inserted }
    let states = try await read { store throws(StoreError) in try await store.states(unique) }
    if let missing = unique.first(where: { states[$0] == nil }) { throw .notFound(missing) }
    return unique
  }
}
