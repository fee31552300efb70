// What the parents of a follow-up made, for whoever carries the follow-up out: files where there are files, bytes of
// a handler's output where there are none. Reads only.

/// Reads results of parents.
struct ParentReader: Sendable {
  let store: any JobStore
  let files: LogFiles
  let watch: LogWatch

  /// The file with the parent's result, else its standard output; `nil` for a handler, and for what never ran.
  func file(of parent: ParentResult) -> String? {
    if parent.starts == 0 { return nil }
    let paths = files.paths(parent.id, start: parent.starts)
    let candidates = parent.kind.hasStoredResult ? [paths.result] : [paths.result, paths.stdout]
    return candidates.first(where: RegularFile.isThere)
  }

  /// The output of a handler that succeeded, JSON; `nil` for every other parent.
  func handlerResult(of parent: ParentResult) async throws(StoreError) -> [UInt8]? {
    if !parent.kind.hasStoredResult || parent.state != .succeeded { return nil }
    if let bytes = try await store.handlerResult(parent.id, start: parent.starts) { return bytes }
    // A handler that yields its result piece by piece has written a file.
    if file(of: parent) != nil { return nil }
    return parent.kind == .http ? [] : Array("null".utf8)
  }

  /// The first `bytesMax` bytes of what the parent made; `nil` if it made nothing.
  func result(of parent: ParentResult, bytesMax: Int) async throws(StoreError) -> JobResult? {
    if let bytes = try await handlerResult(of: parent) {
      let source: JobResult.Source = parent.kind == .http ? .http(status: nil) : .handler
      return JobResult(bytes: Array(bytes.prefix(bytesMax)), source: source)
    }
    guard let path = file(of: parent) else { return nil }
    let source: JobResult.Source = parent.kind == .handler ? .lines : .file
    return JobResult(
      bytes: await JobLog(path: path, watch: watch).readKept(at: 0, count: bytesMax).bytes, source: source)
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
