// Jobs of Swift types: submitted, found again, awaited alone and together.

extension JobQueue {
  /// Stores a job with its handler's defaults; `change` says more about it. Returns once it is durable.
  ///
  /// - Errors: as `submit` of a `NewJob`. If the unique key is taken and is to return its holder, the handle is on the
  ///   holder.
  public func submit<Job: RunnableJob>(
    _ job: Job, _ change: (inout NewJob) -> Void = { _ in }
  ) async throws(SubmitError) -> JobHandle<Job.Output> {
    JobHandle(id: try await submit(named: job, change), queue: self)
  }

  /// Stores a job that yields its values; `values()` of the handle are those values as they come.
  ///
  /// - Errors: as of the other jobs.
  public func submit<Job: StreamingJob>(
    _ job: Job, _ change: (inout NewJob) -> Void = { _ in }
  ) async throws(SubmitError) -> JobHandle<[Job.Values.Element]> {
    JobHandle(id: try await submit(named: job, change), queue: self)
  }

  private func submit(
    named job: some NamedJob, _ change: (inout NewJob) -> Void
  ) async throws(SubmitError) -> JobID {
    var new = try handlers.submission(of: job)
    change(&new)
    switch try await submit(new) {
    case .created(let stored), .existing(let stored): return stored.id
    // Only a submission with an idempotency key is replayed.
    case .replayed: preconditionFailure("a submission without an idempotency key was replayed")
    }
  }

  /// A handle on a job that was submitted before, perhaps by an earlier run of the program. Whether the job exists and
  /// makes such a value shows when it is awaited.
  public func handle<Job: RunnableJob>(_ id: JobID, of type: Job.Type) -> JobHandle<Job.Output> {
    JobHandle(id: id, queue: self)
  }

  /// A handle on a streaming job that was submitted before.
  public func handle<Job: StreamingJob>(_ id: JobID, of type: Job.Type) -> JobHandle<[Job.Values.Element]> {
    JobHandle(id: id, queue: self)
  }

  /// The values of all jobs, in the order given. The first that does not succeed is reported at once; the others go
  /// on, and so do all when the waiting task is cancelled.
  public func gather<Output>(_ handles: [JobHandle<Output>]) async throws(JobValueError) -> [Output] {
    do {
      return try await withThrowingTaskGroup(of: (Int, Output).self) { group in
        for (index, handle) in handles.enumerated() {
          group.addTask { (index, try await handle.value) }
        }
        var values = [Output?](repeating: nil, count: handles.count)
        for try await (index, value) in group { values[index] = value }
        return values.compactMap(\.self)
      }
    } catch let error as JobValueError {
      throw error
    } catch {
      preconditionFailure("a handle threw something else: \(error)")
    }
  }

  /// Returns when `until` holds or the time is up: which of the jobs have ended, and which have not. Nothing is
  /// cancelled.
  public func wait<Output>(
    _ handles: [JobHandle<Output>], until: WaitUntil = .all, timeout: Duration? = nil
  ) async throws(JobError) -> (done: [JobHandle<Output>], pending: [JobHandle<Output>]) {
    if handles.isEmpty { return ([], []) }
    let result = try await wait(
      for: .jobs(handles.map(\.id)), until: until, timeoutMicros: timeout.map { max(0, $0.wholeMicros) })
    let done = Set(result.done.map(\.id))
    return (handles.filter { done.contains($0.id) }, handles.filter { !done.contains($0.id) })
  }

  /// The job when it has ended.
  func ended(_ id: JobID) async throws(JobValueError) -> Job {
    do throws(JobError) {
      _ = try await wait(for: .jobs([id]), until: .all, timeoutMicros: nil)
      let job = try await job(id)
      if job.state.isTerminal { return job }
    } catch {
      throw .queue(error)
    }
    throw Task.isCancelled ? .waitCancelled(id) : .stopped(id)
  }
}
