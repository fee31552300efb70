// What a job that has ended made, for whoever asks for its result and for its follow-ups: files where there are files,
// bytes of a handler's output where there are none. Reads only.

/// Reads results.
struct ResultReader: Sendable {
  let store: any JobReadStore & JobListStore & BatchStore
  let files: LogFiles
  let watch: LogWatch

  /// Why nothing can be said of what a job made.
  enum Fault: Error {
    case store(StoreError)
    /// It is not there any more; see `JobError.outputGone`.
    case gone(JobID, what: String)

    var jobError: JobError {
      switch self {
      case .store(let error): .store(error)
      case .gone(let id, let what): .outputGone(id, what: what)
      }
    }
  }

  /// The file with the job's result, else its standard output; `nil` for what is kept in the store, and for what made
  /// nothing.
  ///
  /// - Errors: what a job that succeeded made is not there, or not whole. Of another one no result is promised.
  func file(of parent: ParentResult) throws(Fault) -> String? {
    if parent.starts == 0 { return nil }
    let paths = files.paths(parent.id, start: parent.starts)
    // Of a job that succeeded it is recorded whether it has one.
    let mayHave = parent.state != .succeeded || parent.hasResult
    if mayHave && RegularFile.isThere(paths.result) { return paths.result }
    if parent.kind.hasStoredResult { return nil }
    if parent.state == .succeeded {
      if parent.hasResult { throw .gone(parent.id, what: "result") }
      if !LogFiles.isWhole(paths.stdout, bytes: parent.stdoutBytes) {
        throw .gone(parent.id, what: LogStream.stdout.rawValue)
      }
    }
    return RegularFile.isThere(paths.stdout) ? paths.stdout : nil
  }

  /// The output of a handler that succeeded, JSON, or the body of an answer; `nil` for every other job.
  func handlerResult(of parent: ParentResult) async throws(Fault) -> [UInt8]? {
    if !parent.kind.hasStoredResult || parent.state != .succeeded { return nil }
    let bytes: [UInt8]?
    do throws(StoreError) {
      bytes = try await store.handlerResult(parent.id, start: parent.starts)
    } catch {
      throw .store(error)
    }
    if let bytes { return bytes }
    // A handler that yields its result piece by piece has written a file.
    if parent.kind == .handler && parent.hasResult {
      if try file(of: parent) == nil { throw .gone(parent.id, what: "result") }
      return nil
    }
    return parent.kind == .http ? [] : Array("null".utf8)
  }

  /// The first `bytesMax` bytes of what the job made; `nil` if it made nothing.
  func result(of parent: ParentResult, bytesMax: Int) async throws(JobError) -> JobResult? {
    do throws(Fault) {
      if let bytes = try await handlerResult(of: parent) {
        let source: JobResult.Source = parent.kind == .http ? .http(status: nil) : .handler
        return JobResult(bytes: Array(bytes.prefix(bytesMax)), source: source, sizeBytes: Int64(bytes.count))
      }
      guard let path = try file(of: parent) else { return nil }
      // What a process that the job has left behind writes to its output after the end does not count.
      let isOutput = parent.state == .succeeded && !LogFiles.isResult(path)
      return await shown(
        path, sizeMax: isOutput ? parent.stdoutBytes : .max, bytesMax: bytesMax,
        source: parent.kind == .handler ? .lines : .file)
    } catch {
      throw error.jobError
    }
  }

  /// The first `sizeMax` bytes of a file, of which `bytesMax` are shown, as far as none is missing.
  private func shown(_ path: String, sizeMax: Int64, bytesMax: Int, source: JobResult.Source) async -> JobResult {
    let log = JobLog(path: path, watch: watch)
    let kept = await log.readKept(at: 0, count: min(bytesMax, Int(clamping: sizeMax)))
    // What begins behind a hole is not the beginning.
    let bytes = kept.next == Int64(kept.bytes.count) ? kept.bytes : []
    return JobResult(bytes: bytes, source: source, sizeBytes: max(min(log.size, sizeMax), Int64(bytes.count)))
  }

  /// Those of `members` that lie within the limits of the follow-up's submitter.
  func visible(
    _ members: [ParentResult], within limits: RealmLimits?
  ) async throws(StoreError) -> [ParentResult] {
    guard let limits else { return members }
    let realms = try await store.realms(of: members.map(\.id))
    return members.filter { realms[$0.id].map(limits.contains) ?? false }
  }
}
