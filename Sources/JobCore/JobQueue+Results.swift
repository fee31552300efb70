// What jobs made: whole, once they have succeeded, or value by value while a handler still yields.

extension JobQueue {
  /// What the job made: what it wrote to `$JOBD_RESULT`, a handler's output, else its standard output, up to
  /// `Limits.resultBytesMax`; `sizeBytes` says how much there is. It is the same every time it is asked for.
  ///
  /// - Errors: `.invalidState` while it is not finished, `.noResult` when it did not succeed, `.outputGone` if not all of
  ///   it is there any more.
  public func result(_ id: JobID) async throws(JobError) -> JobResult {
    let job = try await job(id)
    if !job.state.isTerminal { throw .invalidState(id, state: job.state, verb: "result") }
    if job.state != .succeeded { throw .noResult(id, state: job.state) }
    var result = try await result(of: job, bytesMax: Int(Limits.resultBytesMax))
    if case .http = result.source { result.source = .http(status: try await detail(id).http?.status) }
    return result
  }

  /// What a job that succeeded made, the first `bytesMax` bytes of it.
  func result(of job: Job, bytesMax: Int) async throws(JobError) -> JobResult {
    let reader = ResultReader(store: store, files: files, watch: watch)
    // A program that writes nothing has made no bytes.
    return try await reader.result(of: ParentResult(job), bytesMax: bytesMax) ?? JobResult(bytes: [], source: .file)
  }

  /// The values of a handler that yields, as they come; returns when its attempt runs. `nil` when the job has ended:
  /// what it made is what `result` says.
  public func followResult(_ id: JobID) async throws(JobError) -> ResultFollower? {
    let changes = bus.watch(id)
    defer { changes.forget() }
    var iterator = changes.events.makeAsyncIterator()
    while true {
      let job = try await job(id)
      if job.state.isTerminal { return nil }
      // Others have no result before their end.
      if job.kind == .handler && job.state == .running {
        let follower = LogFollower(
          id, \.result, start: job.starts, isOnly: true, offset: 0, store: store, bus: bus, files: files, watch: watch)
        return ResultFollower(id, start: job.starts, follower, store)
      }
      if await iterator.next(isolation: #isolation) == nil { throw .shuttingDown }
    }
  }
}
