// The results of parents as files, for a child that reads them by name: `JOBD_PARENT_<n>_RESULT`.

import Glibc
import SystemPackage

/// Names the results of a job's parents for its child.
struct ParentFiles: Sendable {
  /// Variables in the order of the parents, from 1; beyond `Limits.parentVariablesMax` parents there are none.
  private(set) var variables: [(name: String, value: String)] = []

  /// Writes what parents made in memory into files beside the child's own.
  init(_ job: ClaimedJob, _ results: ParentResults, _ paths: LogFiles.Paths) async {
    if job.parents.isEmpty { return }
    variables.append(("JOBD_PARENT_COUNT", "\(job.parents.count)"))
    var written = 0
    for (index, parent) in job.parents.prefix(Limits.parentVariablesMax).enumerated() {
      let prefix = "JOBD_PARENT_\(index + 1)_"
      variables.append((prefix + "ID", "\(parent.id)"))
      variables.append((prefix + "STATE", parent.state.name))
      if let path = results.path(of: parent) {
        variables.append((prefix + "RESULT", path))
      } else if let bytes = await results.bytes(of: parent) {
        written += 1
        let path = paths.parentResult(written)
        if Self.write(bytes, to: path) { variables.append((prefix + "RESULT", path)) }
      }
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    if descriptor < 0 { return false }
    defer { close(descriptor) }
    do {
      try FileDescriptor(rawValue: descriptor).writeAll(bytes)
      return true
    } catch {
      return false
    }
  }
}
