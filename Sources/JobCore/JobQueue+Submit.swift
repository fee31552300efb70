// Submitting: validate all of it, then one insert.

import Synchronization

extension JobQueue {
  /// Stores one job; returns once it is durable.
  ///
  /// - Errors: `.invalid` with every fault; `.shuttingDown` while draining; `.store(.full)` when there is no space.
  public func submit(
    _ job: NewJob, idempotency: IdempotencyRequest? = nil
  ) async throws(SubmitError) -> Submission {
    try await submit(job, idempotency: idempotency, since: nil)
  }

  /// Stores all jobs in one transaction, or none; 1…`Limits.batchJobsMax`.
  public func submit(
    _ jobs: [NewJob], idempotency: IdempotencyRequest? = nil
  ) async throws(SubmitError) -> BatchSubmission {
    try await submit(jobs, idempotency: idempotency, since: nil)
  }

  /// What `submit` would store, without storing it; its id is 0. Whether parents, keys and room are there is only
  /// known when it is submitted.
  public func preview(_ job: NewJob) async throws(SubmitError) -> Job {
    try await preview([job])[0]
  }

  /// The same of several that would be stored together.
  public func preview(_ jobs: [NewJob]) async throws(SubmitError) -> [Job] {
    for (index, job) in jobs.enumerated() { try validate(job, index: index) }
    try await checkUsers(jobs)
    try await checkQueueUsers(jobs)
    let now = clock.now()
    return jobs.map { Job($0, id: JobID(0), isBlocked: !$0.after.isEmpty, now: now) }
  }

  func insert(
    _ jobs: [NewJob], _ idempotency: IdempotencyRequest?, since mark: SightMark?
  ) async throws(SubmitError) -> InsertAnswer {
    try checkAccepting()
    for (index, job) in jobs.enumerated() { try validate(job, index: index) }
    try await checkUsers(jobs)
    try checkIdempotencyKey(idempotency?.key)
    do throws(StoreError) {
      return try await store.insert(jobs, idempotency: idempotency, since: mark, now: clock.now())
    } catch {
      throw .store(error)
    }
  }

  func checkAccepting() throws(SubmitError) {
    if !isAccepting.load(ordering: .relaxed) { throw .shuttingDown }
  }

  func checkIdempotencyKey(_ key: String?) throws(SubmitError) {
    if let fault = key.flatMap(IdempotencyKey.fault(kept:)) { throw .invalid([fault], index: 0) }
  }

  func validate(_ job: NewJob, index: Int) throws(SubmitError) {
    try handlers.validate(job, index: index)
  }
}
