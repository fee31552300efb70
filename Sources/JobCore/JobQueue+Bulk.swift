// Verbs over many jobs: a transaction for each few hundred, and an answer that says how far it went.

extension JobQueue {
  /// Applies `verb` to every job that matches and is in a state for it, a transaction for each few hundred; a dry run
  /// counts them and names the first `Limits.bulkIDsMax`.
  ///
  /// - Errors: `.cutShort` if the calling task was cancelled before all had been looked at; `.partlyDone` if the store
  ///   failed on the way, if some could not be read and were passed over, or if the disk is full: then only running jobs
  ///   can be cancelled, and only jobs can be removed of which it is quickly known that nobody needs them;
  ///   `.queueFilled` if queues had no room for all jobs that were to be retried or moved; `.partlyRefused` if some could
  ///   not be edited so.
  public func bulk(_ verb: BulkVerb, _ filter: JobFilter, isDryRun: Bool) async throws(JobError) -> BulkResult {
    try filter.check()
    if case .edit(let patch) = verb { try check(patch) }
    var filter = filter
    guard filter.narrow(to: Self.states(for: verb)) else { return BulkResult(count: 0, ids: []) }
    if isDryRun { return try await count(filter) }
    var run = BulkRun()
    do throws(StoreError) {
      try await apply(verb, filter, &run)
      if let left = run.left { throw left }
    } catch {
      throw run.count > 0 ? .partlyDone(count: run.count, error) : .store(error)
    }
    if run.isCutShort { throw .cutShort(count: run.count) }
    if let full = run.full { throw .queueFilled(count: run.count, name: full.name, max: full.max) }
    if let refused = run.refused { throw run.count > 0 ? .partlyRefused(count: run.count, refused) : refused }
    return BulkResult(count: run.count, ids: [])
  }

  /// Page by page: others get their turn in between.
  private func count(_ filter: JobFilter) async throws(JobError) -> BulkResult {
    var result = BulkResult(count: 0, ids: [])
    var last: JobID?
    repeat {
      let after = last
      let page = try await read { store throws(StoreError) in
        try await store.idPage(filter, limit: Limits.lookTogetherMax, after: after)
      }
      result.count += page.ids.count
      result.ids += page.ids.prefix(Limits.bulkIDsMax - result.ids.count)
      last = page.next
      if last != nil && Task.isCancelled { throw .cutShort(count: result.count) }
    } while last != nil
    return result
  }

  /// What has come of a verb so far.
  private struct BulkRun {
    var count = 0
    /// Why some were left as they are: the disk is full, or they cannot be read.
    var left: StoreError?
    /// Why the first of those that were refused was.
    var refused: JobError?
    /// The first queue that had no room.
    var full: FullQueue?
    var isCutShort = false
  }

  /// Goes through all that match.
  private func apply(_ verb: BulkVerb, _ filter: JobFilter, _ run: inout BulkRun) async throws(StoreError) {
    var filter = filter
    var last: JobID?
    var isSomeLeft = true
    while isSomeLeft {
      let found = try await store.search(filter, limit: Limits.groupCommitOperationsMax, after: last) {
        !Task.isCancelled
      }
      // Nobody hears any more what has come of it.
      if Task.isCancelled {
        run.isCutShort = true
        return
      }
      var ids = found.ids[...]
      while !ids.isEmpty {
        let step = try await store.bulk(
          verb, Array(ids), within: filter.limits.isEmpty ? nil : filter.limits, now: clock.now())
        run.count += step.count
        run.full = run.full ?? step.full
        run.left = run.left ?? step.unreadable
        run.refused = run.refused ?? step.refused
        await broom.remove(step.deleted)
        // While the follow-ups of one job are looked at, which may be very many, no job is passed.
        ids = ids.dropFirst(step.passed)
        guard let error = step.left else { continue }
        run.left = error
        // The disk takes nothing: of the rest, only running jobs can be told to stop. A delete goes on, because some
        // jobs can be removed all the same.
        if verb != .delete { isSomeLeft = filter.narrow(to: [.running]) }
      }
      last = found.next
      if last == nil { return }
    }
  }

  private static func states(for verb: BulkVerb) -> Set<JobState> {
    switch verb {
    case .cancel: JobFilter.activeStates
    case .retry: [.failed, .cancelled, .skipped]
    case .delete: JobFilter.finishedStates
    case .hold: Set(JobState.allCases.filter(HoldPolicy.mayHold))
    case .release: [.held]
    case .edit(let patch): EditPolicy.states(for: patch)
    }
  }
}
