// What the parents of a follow-up made, for whoever carries the follow-up out: files where there are files, bytes of
// a handler's output where there are none. Reads only.

/// Reads results of parents.
struct ParentReader: Sendable {
  let store: any JobReadStore & JobListStore & BatchStore
  let files: LogFiles
  let watch: LogWatch

  /// Why nothing can be said of what a parent made.
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

  /// The file with the parent's result, else its standard output; `nil` for what is kept in the store, and for what made
  /// nothing.
  ///
  /// - Errors: what a parent that succeeded made is not there, or not whole. Of another one no result is promised.
  func file(of parent: ParentResult) throws(Fault) -> String? {
    if parent.starts == 0 { return nil }
    let paths = files.paths(parent.id, start: parent.starts)
    if RegularFile.isThere(paths.result) { return paths.result }
    if parent.kind.hasStoredResult { return nil }
    if parent.state == .succeeded {
      if parent.hasResult { throw .gone(parent.id, what: "result") }
      if !LogFiles.isWhole(paths.stdout, bytes: parent.stdoutBytes) {
        throw .gone(parent.id, what: LogStream.stdout.rawValue)
      }
    }
    return RegularFile.isThere(paths.stdout) ? paths.stdout : nil
  }

  /// The output of a handler that succeeded, JSON; `nil` for every other parent.
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
    if try file(of: parent) != nil { return nil }
    if parent.kind == .handler && parent.hasResult { throw .gone(parent.id, what: "result") }
    return parent.kind == .http ? [] : Array("null".utf8)
  }

  /// The first `bytesMax` bytes of what the parent made; `nil` if it made nothing.
  func result(of parent: ParentResult, bytesMax: Int) async throws(JobError) -> JobResult? {
    do throws(Fault) {
      if let bytes = try await handlerResult(of: parent) {
        let source: JobResult.Source = parent.kind == .http ? .http(status: nil) : .handler
        return JobResult(bytes: Array(bytes.prefix(bytesMax)), source: source)
      }
      guard let path = try file(of: parent) else { return nil }
      let source: JobResult.Source = parent.kind == .handler ? .lines : .file
      return JobResult(
        bytes: await JobLog(path: path, watch: watch).readKept(at: 0, count: bytesMax).bytes, source: source)
    } catch {
      throw error.jobError
    }
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
