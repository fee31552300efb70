// The parents of a child process as it sees them: each with its state and a file with its result. A handler's output
// has no file, so it gets one beside the child's logs, which goes when they go.

import Dispatch
import Glibc
import SystemPackage

/// A parent as a child process sees it.
struct ParentFile: Hashable, Sendable {
  let id: JobID
  let state: JobState
  /// `nil` if it made nothing.
  let path: String?
}

/// Prepares the files of parents.
struct ParentFiles: Sendable {
  let reader: ParentReader
  private static let queue = DispatchQueue(label: "jobd.parents", attributes: .concurrent)

  /// The first `Limits.parentVariablesMax` parents, in the order of `after`.
  ///
  /// - Errors: the errno of a file that could not be written; `EIO` if the store could not be read.
  func prepare(_ job: ClaimedJob, _ paths: LogFiles.Paths) async throws(Errno) -> [ParentFile] {
    if job.parents.isEmpty { return [] }
    var prepared: [ParentFile] = []
    for (index, parent) in job.parents.prefix(Limits.parentVariablesMax).enumerated() {
      var path = reader.file(of: parent)
      let output: [UInt8]?
      do throws(StoreError) { output = try await reader.handlerResult(of: parent) } catch { throw .ioError }
      if let output {
        let own = paths.parent(index + 1)
        try await Self.off { () throws(Errno) in
          try LogFiles.makeParents(paths)
          try RegularFile.create(own, with: output)
        }
        path = own
      }
      prepared.append(ParentFile(id: parent.id, state: parent.state, path: path))
    }
    return prepared
  }

  /// Disks may be slow; nobody else's work waits for them.
  static func off<Value: Sendable>(_ body: @escaping @Sendable () throws(Errno) -> Value) async throws(Errno) -> Value {
    let result: Result<Value, Errno> = await withCheckedContinuation { continuation in
      queue.async {
        do throws(Errno) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }
}
