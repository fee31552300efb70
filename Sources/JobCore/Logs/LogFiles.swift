// Where an attempt's output lives: one file per stream and start, a thousand jobs to a directory.

import Glibc
import SystemPackage

/// The files of attempts.
struct LogFiles: Sendable {
  let root: String

  /// The files of one start of one job.
  struct Paths: Hashable, Sendable {
    let directory: String
    let stem: String

    var stdout: String { "\(directory)/\(stem).out" }
    var stderr: String { "\(directory)/\(stem).err" }
    /// `$JOBD_RESULT`; not there unless the job writes it.
    var result: String { "\(directory)/\(stem).result" }
    /// `$JOBD_TOKEN_FILE`; there while the attempt runs.
    var token: String { "\(directory)/\(stem).token" }
    /// Outputs of parents that are handlers; not there unless there are some.
    var parents: String { "\(directory)/\(stem).parents" }

    /// Counts from 1.
    func parent(_ number: Int) -> String {
      "\(parents)/\(number)"
    }

    func path(_ stream: LogStream) -> String {
      stream == .stdout ? stdout : stderr
    }
  }

  func paths(_ job: JobID, start: Int) -> Paths {
    Paths(directory: "\(root)/\(job.value / 1_000)", stem: "\(job.value).\(start)")
  }

  /// Opens `path` for appending, creating it and its directory.
  func openForAppending(_ path: String, in directory: String) throws(Errno) -> FileDescriptor {
    do throws(Errno) {
      return try Self.open(path)
    } catch .noSuchFileOrDirectory {
      if mkdir(directory, 0o700) != 0 && errno != EEXIST { throw Errno(rawValue: errno) }
      return try Self.open(path)
    }
  }

  /// 0600: output may be private. A child that changes its user gets the descriptor, not the name.
  private static func open(_ path: String) throws(Errno) -> FileDescriptor {
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor < 0 { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: descriptor)
  }

  /// Removes every file of a deleted job; what is not there is no error.
  func remove(_ job: DeletedJob) {
    if job.starts == 0 { return }
    for start in 1...job.starts {
      let paths = paths(job.id, start: start)
      for path in [paths.stdout, paths.stderr, paths.result] { unlink(path) }
      removeParents(paths)
    }
  }

  /// One call for the many jobs that have none.
  private func removeParents(_ paths: Paths) {
    if rmdir(paths.parents) == 0 || errno == ENOENT { return }
    for number in 1...Limits.parentVariablesMax { unlink(paths.parent(number)) }
    rmdir(paths.parents)
  }
}
