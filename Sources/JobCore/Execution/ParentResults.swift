// What a follow-up may read of its parents: where the result of each is, or its bytes.

import Glibc

/// Finds the results of parents.
struct ParentResults: Sendable {
  let store: any JobStore
  let files: LogFiles

  /// The file with what a process made: what it wrote to `$JOBD_RESULT`, else its standard output. `nil` for a handler
  /// and for a parent that never started.
  func path(of parent: ParentResult) -> String? {
    if parent.kind == .handler || parent.starts == 0 { return nil }
    let paths = files.paths(parent.id, start: parent.starts)
    return access(paths.result, F_OK) == 0 ? paths.result : paths.stdout
  }

  /// The first `Limits.resultBytesMax` bytes of what a parent made; `nil` if it made nothing.
  func bytes(of parent: ParentResult) async -> [UInt8]? {
    if let path = path(of: parent) { return read(path) }
    if parent.starts == 0 { return nil }
    do throws(StoreError) {
      return try await store.handlerResult(parent.id, start: parent.starts)
    } catch {
      return nil
    }
  }

  private func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(min(Limits.resultBytesMax, FileSize.bytes(at: path))))
    var count = 0
    while count < bytes.count {
      let more = bytes[count...].withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(count)) }
      if more <= 0 { break }
      count += more
    }
    return Array(bytes[..<count])
  }
}
