// What jobs made: whole, once they have succeeded, or value by value while a handler still yields.

extension JobQueue {
  /// What the job made: what it wrote to `$JOBD_RESULT`, a handler's output, else its standard output, up to
  /// `Limits.resultBytesMax`; `sizeBytes` says how much there is. Whenever it is asked for, it is the same.
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
    let paths = files.paths(job.id, start: job.starts)
    if job.kind.hasStoredResult {
      let result = try await read { store throws(StoreError) in
        try await store.handlerResult(job.id, start: job.starts)
      }
      let source: JobResult.Source = job.kind == .http ? .http(status: nil) : .handler
      if let result {
        return JobResult(bytes: Array(result.prefix(bytesMax)), source: source, sizeBytes: Int64(result.count))
      }
      // A handler that yields its result piece by piece writes a file.
      if job.kind != .handler || !job.hasResult {
        return JobResult(bytes: job.kind == .http ? [] : Array("null".utf8), source: source)
      }
    }
    if job.hasResult {
      if !RegularFile.isThere(paths.result) { throw .outputGone(job.id, what: "result") }
      return await shown(paths.result, .max, bytesMax, job.kind == .handler ? .lines : .file)
    }
    if !LogFiles.isWhole(paths.stdout, bytes: job.log.stdoutBytes) { throw .outputGone(job.id, what: "stdout") }
    // What a process that it has left behind writes after its end does not count.
    return await shown(paths.stdout, job.log.stdoutBytes, bytesMax, .file)
  }

  /// The first `sizeMax` bytes of a file, of which `bytesMax` are shown, as far as none is missing.
  private func shown(
    _ path: String, _ sizeMax: Int64, _ bytesMax: Int, _ source: JobResult.Source
  ) async -> JobResult {
    let log = JobLog(path: path, watch: watch)
    let kept = await log.readKept(at: 0, count: min(bytesMax, Int(clamping: sizeMax)))
    // What begins behind a hole is not the beginning.
    let bytes = kept.next == Int64(kept.bytes.count) ? kept.bytes : []
    return JobResult(bytes: bytes, source: source, sizeBytes: max(min(log.size, sizeMax), Int64(bytes.count)))
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
