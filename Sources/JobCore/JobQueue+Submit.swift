// Submitting: validate all of it, then one insert.

import Synchronization

extension JobQueue {
  /// Stores one job; returns once it is durable.
  ///
  /// - Errors: `.invalid` with every fault; `.shuttingDown` while draining; `.store(.full)` when there is no space.
  public func submit(
    _ job: NewJob, idempotency: IdempotencyRequest? = nil
  ) async throws(SubmitError) -> Submission {
    switch try await insert([job], idempotency) {
    case .created(let jobs): return .created(jobs[0])
    case .replayed(let answer): return .replayed(answer: answer)
    case .mismatch: throw .idempotencyMismatch(key: idempotency?.key ?? "")
    case .tooManyQueues: throw Self.tooManyQueues
    }
  }

  /// Stores all jobs in one transaction, or none; 1…`Limits.batchJobsMax`.
  public func submit(
    _ jobs: [NewJob], idempotency: IdempotencyRequest? = nil
  ) async throws(SubmitError) -> BatchSubmission {
    if jobs.count > Limits.batchJobsMax { throw .tooMany(count: jobs.count) }
    switch try await insert(jobs, idempotency) {
    case .created(let jobs): return .created(jobs.map(\.id))
    case .replayed(let answer): return .replayed(answer: answer)
    case .mismatch: throw .idempotencyMismatch(key: idempotency?.key ?? "")
    case .tooManyQueues: throw Self.tooManyQueues
    }
  }

  /// What `submit` would store, without storing it; its id is 0.
  public func preview(_ job: NewJob) throws(SubmitError) -> Job {
    try validate(job, index: 0)
    return Job(job, id: JobID(0), now: clock.now())
  }

  private static var tooManyQueues: SubmitError {
    .invalid([FieldFault(field: "queue", detail: "there are \(Limits.queueCountMax) queues already")], index: 0)
  }

  private func insert(_ jobs: [NewJob], _ idempotency: IdempotencyRequest?) async throws(SubmitError) -> InsertAnswer {
    if !isAccepting.load(ordering: .relaxed) { throw .shuttingDown }
    for (index, job) in jobs.enumerated() { try validate(job, index: index) }
    if let key = idempotency?.key, key.isEmpty || key.utf8.count > Limits.idempotencyKeyBytesMax {
      let detail = "must have 1 to \(Limits.idempotencyKeyBytesMax) bytes"
      throw .invalid([FieldFault(field: "Idempotency-Key", detail: detail)], index: 0)
    }
    do throws(StoreError) {
      return try await store.insert(jobs, idempotency: idempotency, now: clock.now())
    } catch {
      throw .store(error)
    }
  }

  private func validate(_ job: NewJob, index: Int) throws(SubmitError) {
    try job.validate(index: index)
    if case .handler(let name, _) = job.work, handlers.handler(name) == nil {
      let known = handlers.names.joined(separator: ", ")
      let detail = "no handler \"\(name)\" is registered; there are \(known)"
      throw .invalid([FieldFault(field: "handler", detail: detail)], index: index)
    }
  }
}
