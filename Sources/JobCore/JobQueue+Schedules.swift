// Schedules: recurring submissions.

extension JobQueue {
  /// Creates the schedule, or replaces it; what it has fired stays. Its next due time is counted from now.
  public func setSchedule(_ name: String, _ new: NewSchedule) async throws(JobError) -> Schedule {
    try await setSchedule(name, new, over: nil)
  }

  /// The same; with `seen` only as long as the schedule was last changed then.
  ///
  /// - Errors: `.changedMeanwhile`.
  package func setSchedule(
    _ name: String, _ new: NewSchedule, over seen: Timestamp?
  ) async throws(JobError) -> Schedule {
    let faults = new.faults(name: name) + handlerFaults(new.job)
    if !faults.isEmpty { throw .invalid(faults) }
    if let fault = await userFault(new.job, path: "job.") { throw .invalid([fault]) }
    let verdict = try await read { store throws(StoreError) in
      try await store.setSchedule(name, new, over: seen, now: self.clock.now())
    }
    switch verdict {
    case .done(let schedule): return schedule
    case .hidden: throw .noSuchSchedule(name)
    case .lookAgain: throw .changedMeanwhile
    case .never: throw .invalid([NewSchedule.neverFires])
    case .invalid(let faults): throw .invalid(faults)
    case .tooMany:
      throw .invalid([FieldFault(field: "name", detail: "there are \(Limits.scheduleCountMax) schedules already")])
    }
  }

  /// The schedule as it stands.
  ///
  /// - Errors: `.noSuchSchedule`.
  public func schedule(_ name: String) async throws(JobError) -> Schedule {
    guard let schedule = try await read({ store throws(StoreError) in try await store.schedule(name) }) else {
      throw .noSuchSchedule(name)
    }
    return schedule
  }

  /// By name, those behind `last`; at most `limit` (1…`Limits.pageSizeMax`). A page is short when its schedules are long,
  /// and still has a next one then.
  public func schedules(limit: Int, after last: String?) async throws(JobError) -> SchedulePage {
    let bounded = min(max(1, limit), Limits.pageSizeMax)
    return try await read { store throws(StoreError) in try await store.schedules(limit: bounded, after: last) }
  }

  /// Removes the schedule; its jobs stay.
  public func deleteSchedule(_ name: String) async throws(JobError) {
    let isThere = try await read { store throws(StoreError) in
      try await store.deleteSchedule(name, now: self.clock.now())
    }
    if !isThere { throw .noSuchSchedule(name) }
  }

  /// The next due times, 1…`Limits.previewCountMax` of them; fewer if it never fires again. A paused schedule shows
  /// what it would do.
  public func previewSchedule(_ name: String, count: Int) async throws(JobError) -> [Timestamp] {
    let schedule = try await schedule(name)
    var times: [Timestamp] = []
    do throws(CronError) {
      let due = try ScheduleClock(schedule.spec, anchor: schedule.createdAt)
      var moment = clock.now()
      while times.count < min(max(1, count), Limits.previewCountMax), let next = due.next(after: moment) {
        times.append(next)
        moment = next
      }
    } catch {
      throw .invalid([FieldFault(field: "timezone", detail: error.detail)])
    }
    return times
  }

  /// Submits the job of the schedule now; its due times stay as they are.
  public func runSchedule(_ name: String) async throws(SubmitError) -> Job? {
    try checkAccepting()
    let answer: InsertAnswer?
    do throws(StoreError) {
      answer = try await store.runSchedule(name, now: clock.now())
    } catch {
      throw .store(error)
    }
    switch answer {
    case nil: return nil
    case .created(let jobs, _): return jobs[0]
    case .replayed: return nil
    case .refused(let refusal): throw SubmitError(refusal, idempotencyKey: nil)
    }
  }

  /// Lets it fire no more, or again.
  ///
  /// - Errors: `.noSuchSchedule`.
  public func setSchedulePaused(_ name: String, _ isPaused: Bool) async throws(JobError) -> Schedule {
    let schedule = try await read { store throws(StoreError) in
      try await store.setSchedulePaused(name, isPaused, now: self.clock.now())
    }
    guard let schedule else { throw .noSuchSchedule(name) }
    return schedule
  }

  private func handlerFaults(_ job: NewJob) -> [FieldFault] {
    do throws(SubmitError) {
      try handlers.checkHandlers(job, path: "job.", index: 0)
    } catch {
      if case .invalid(let faults, _) = error { return faults }
    }
    return []
  }
}
