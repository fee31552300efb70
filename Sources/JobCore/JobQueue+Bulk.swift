// Verbs over many jobs: a transaction for each few hundred, and an answer that says how far it went.

extension JobQueue {
  /// Applies `verb` to every job that matches and is in a state for it, a transaction for each few hundred; a dry run
  /// counts them, as long as somebody waits for that, and names the first `Limits.bulkIDsMax`.
  ///
  /// - Errors: `.partlyDone` if the store failed on the way, if some could not be read and were passed over, or if the
  ///   disk is full: then only running jobs can be cancelled, and only jobs can be removed of which it is quickly known
  ///   that nobody needs them; `.queueFilled` if queues had no room for all jobs that were to be retried.
  public func bulk(_ verb: BulkVerb, _ filter: JobFilter, isDryRun: Bool) async throws(JobError) -> BulkResult {
    try filter.check()
    var filter = filter
    guard filter.narrow(to: Self.states(for: verb)) else { return BulkResult(count: 0, ids: []) }
    let matching = filter
    if isDryRun { return try await read { store throws(StoreError) in try await Self.count(matching, store) } }
    var result = BulkResult(count: 0, ids: [])
    var full: FullQueue?
    do throws(StoreError) {
      if let left = try await apply(verb, matching, &result, &full) { throw left }
    } catch {
      throw result.count > 0 ? .partlyDone(count: result.count, error) : .store(error)
    }
    if let full { throw .queueFilled(count: result.count, name: full.name, max: full.max) }
    return result
  }

  /// Page by page: others get their turn in between.
  private static func count(_ filter: JobFilter, _ store: SQLiteStore) async throws(StoreError) -> BulkResult {
    var result = BulkResult(count: 0, ids: [])
    var last: JobID?
    repeat {
      let page = try await store.idPage(filter, limit: Limits.lookTogetherMax, after: last)
      result.count += page.ids.count
      result.ids += page.ids.prefix(Limits.bulkIDsMax - result.ids.count)
      last = page.next
    } while last != nil && !Task.isCancelled
    return result
  }

  /// Goes through all of them and counts in `result` what was done. Returns the error of the store if a full disk made
  /// it leave some as they are, or if some cannot be read; `full` is the first queue that had no room.
  private func apply(
    _ verb: BulkVerb, _ filter: JobFilter, _ result: inout BulkResult, _ full: inout FullQueue?
  ) async throws(StoreError) -> StoreError? {
    var filter = filter
    var last: JobID?
    var why: StoreError?
    var isSomeLeft = true
    while isSomeLeft {
      let ids = try await store.ids(filter, limit: Limits.groupCommitOperationsMax, after: last)
      guard let end = ids.last else { return why }
      var left = ids[...]
      while !left.isEmpty {
        let step = try await store.bulk(verb, Array(left), now: clock.now())
        result.count += step.count
        full = full ?? step.full
        why = why ?? step.unreadable
        await broom.remove(step.deleted)
        // While the follow-ups of one job are looked at, which may be very many, no job is passed.
        left = left.dropFirst(step.passed)
        guard let error = step.left else { continue }
        why = error
        // The disk takes nothing: of the rest, only running jobs can be told to stop. A delete goes on, because some
        // jobs can be removed all the same.
        if verb != .delete { isSomeLeft = filter.narrow(to: [.running]) }
      }
      last = end
    }
    return why
  }

  private static func states(for verb: BulkVerb) -> Set<JobState> {
    switch verb {
    case .cancel: JobFilter.activeStates
    case .retry: [.failed, .cancelled, .skipped]
    case .delete: JobFilter.finishedStates
    }
  }
}
