// What the body of `withBatch` is given.

/// The jobs of one scope.
public struct JobBatch: Sendable {
  /// The batch's id.
  public let id: BatchID
  let queue: JobQueue

  /// Submits a job that belongs to the scope.
  public func submit<Job: RunnableJob>(
    _ job: Job, _ change: (inout NewJob) -> Void = { _ in }
  ) async throws(SubmitError) -> JobHandle<Job.Output> {
    try await queue.submit(job) { new in
      change(&new)
      new.batch = id
    }
  }

  /// Submits a streaming job that belongs to the scope.
  public func submit<Job: StreamingJob>(
    _ job: Job, _ change: (inout NewJob) -> Void = { _ in }
  ) async throws(SubmitError) -> JobHandle<[Job.Values.Element]> {
    try await queue.submit(job) { new in
      change(&new)
      new.batch = id
    }
  }
}
