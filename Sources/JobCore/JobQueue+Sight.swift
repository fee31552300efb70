// Verbs of those who see only some jobs, on batches that are theirs as long as nothing else comes to them.

extension JobQueue {
  /// To be taken before a look at batches: a verb `since` it is carried out only if what was seen then is still so.
  ///
  /// - Parameter limits: what whoever asks may see.
  package func sightMark(for limits: RealmLimits) async throws(JobError) -> SightMark {
    try await read { store throws(StoreError) in try await store.sightMark(for: limits) }
  }

  /// As `submit`.
  ///
  /// - Errors: `.lookAgain`.
  package func submit(
    _ job: NewJob, idempotency: IdempotencyRequest?, since mark: SightMark?
  ) async throws(SubmitError) -> Submission {
    switch try await insert([job], idempotency, since: mark) {
    case .created(let jobs, let existing):
      return existing.contains(jobs[0].id) ? .existing(jobs[0]) : .created(jobs[0])
    case .replayed(let answer): return .replayed(answer: answer)
    case .refused(let refusal): throw SubmitError(refusal, idempotencyKey: idempotency?.key)
    }
  }

  /// As `submit` of many jobs.
  ///
  /// - Errors: `.lookAgain`.
  package func submit(
    _ jobs: [NewJob], idempotency: IdempotencyRequest?, since mark: SightMark?
  ) async throws(SubmitError) -> BatchSubmission {
    if jobs.count > Limits.batchJobsMax { throw .tooMany(count: jobs.count) }
    if jobs.isEmpty { throw .invalid([FieldFault(field: "jobs", detail: "must have at least one job")], index: 0) }
    switch try await insert(jobs, idempotency, since: mark) {
    case .created(let jobs, _): return .created(jobs.map(\.id))
    case .replayed(let answer): return .replayed(answer: answer)
    case .refused(let refusal): throw SubmitError(refusal, idempotencyKey: idempotency?.key)
    }
  }
}
