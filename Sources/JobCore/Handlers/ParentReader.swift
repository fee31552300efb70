// What the parents of a follow-up made, for whoever carries the follow-up out: files where there are files, bytes of
// a handler's output where there are none. Reads only.

import Glibc

/// Reads results of parents.
struct ParentReader: Sendable {
  let store: any JobStore
  let files: LogFiles
  let watch: LogWatch

  /// The file with the parent's result, else its standard output; `nil` for a handler, and for what never ran.
  func file(of parent: ParentResult) -> String? {
    if parent.kind == .handler || parent.starts == 0 { return nil }
    let paths = files.paths(parent.id, start: parent.starts)
    return [paths.result, paths.stdout].first { access($0, F_OK) == 0 }
  }

  /// The output of a handler that succeeded, JSON; `nil` for every other parent.
  func handlerResult(of parent: ParentResult) async throws(StoreError) -> [UInt8]? {
    if parent.kind != .handler || parent.state != .succeeded { return nil }
    return try await store.handlerResult(parent.id, start: parent.starts) ?? Array("null".utf8)
  }

  /// The first `bytesMax` bytes of what the parent made; `nil` if it made nothing.
  func result(of parent: ParentResult, bytesMax: Int) async throws(StoreError) -> JobResult? {
    if let bytes = try await handlerResult(of: parent) {
      return JobResult(bytes: Array(bytes.prefix(bytesMax)), source: .handler)
    }
    guard let path = file(of: parent) else { return nil }
    return JobResult(bytes: await JobLog(path: path, watch: watch).read(at: 0, count: bytesMax), source: .file)
  }
}
