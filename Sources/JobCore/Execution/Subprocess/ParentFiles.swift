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
  /// The bytes of what it made, where that is too much to be copied for a job of another user.
  var omittedBytes: Int64?
}

/// Prepares the files of parents.
struct ParentFiles: Sendable {
  let reader: ResultReader
  private static let queue = DispatchQueue(label: "jobd.parents", attributes: .concurrent)

  /// What a job followed.
  ///
  /// - Errors: the errno of a file that could not be written; `EIO` if the store could not be read; or what a parent
  ///   made is gone.
  func prepareAll(
    _ job: ClaimedJob, _ paths: LogFiles.Paths
  ) async throws(ParentFault) -> (parents: [ParentFile], batches: [BatchFile]) {
    var room = ParentRoom()
    let parents = try await prepare(job, paths, &room)
    return (parents, try await prepareBatches(job, paths, &room))
  }

  /// The first `Limits.parentVariablesMax` parents, in the order of `after`.
  func prepare(
    _ job: ClaimedJob, _ paths: LogFiles.Paths, _ room: inout ParentRoom
  ) async throws(ParentFault) -> [ParentFile] {
    if job.parents.isEmpty { return [] }
    var prepared: [ParentFile] = []
    for (index, parent) in job.parents.prefix(Limits.parentVariablesMax).enumerated() {
      let own = paths.parent(index + 1)
      let output: [UInt8]?
      do throws(ResultReader.Fault) {
        output = try await reader.handlerResult(of: parent)
      } catch {
        throw ParentFault(error)
      }
      var made = ParentFile(id: parent.id, state: parent.state, path: try file(of: parent))
      if let output {
        try await Self.off { () throws(Errno) in
          try LogFiles.makeParents(paths)
          try RegularFile.create(own, with: output)
        }
        made = ParentFile(id: parent.id, state: parent.state, path: own)
      } else if let file = made.path, paths.place != nil {
        // Ours are closed to other users.
        let omitted = try await room.copy(file, to: own, paths)
        made = ParentFile(
          id: parent.id, state: parent.state, path: omitted == nil ? own : nil, omittedBytes: omitted)
      }
      prepared.append(made)
    }
    return prepared
  }

  /// The file with what a parent made, if it has one.
  func file(of parent: ParentResult) throws(ParentFault) -> String? {
    do throws(ResultReader.Fault) { return try reader.file(of: parent) } catch { throw ParentFault(error) }
  }

  /// Disks may be slow; nobody else's work waits for them.
  static func off<Value: Sendable>(
    _ body: @escaping @Sendable () throws(Errno) -> Value
  ) async throws(ParentFault) -> Value {
    let result: Result<Value, Errno> = await withCheckedContinuation { continuation in
      queue.async {
        do throws(Errno) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    do throws(Errno) { return try result.get() } catch { throw .file(error) }
  }
}

/// Why an attempt cannot be told what it follows.
enum ParentFault: Error {
  /// A file could not be written.
  case file(Errno)
  /// What one of them made is not there any more: the attempt must not take that for nothing.
  case gone(JobID, what: String)

  init(_ fault: ResultReader.Fault) {
    switch fault {
    case .store: self = .file(.ioError)
    case .gone(let id, let what): self = .gone(id, what: what)
    }
  }

  /// How the attempt ends that needed it.
  func outcome(_ paths: LogFiles.Paths) -> Outcome {
    switch self {
    case .file(let error): SpawnFailure.outcome(error.rawValue, doing: "cannot write to \(paths.parents)")
    case .gone(let id, let what):
      .threw(
        JobFailure(
          code: "output_gone",
          message: "the \(what) of job \(id), which this one follows, is gone: its file was removed, or "
            + "something else stands there"))
    }
  }
}
