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
    /// The result; not there unless the job made one that is kept in a file.
    var result: String { "\(directory)/\(stem).result" }
    /// `$JOBD_RESULT`: what becomes the result when the attempt ends.
    var draft: String { "\(directory)/\(stem).draft" }
    /// `$JOBD_TOKEN_FILE`; there while the attempt runs.
    var token: String { "\(directory)/\(stem).token" }
    /// What is written down for this start about what it followed; not there unless there is something.
    var parents: String { "\(directory)/\(stem).parents" }

    /// Counts from 1.
    func parent(_ number: Int) -> String {
      "\(parents)/\(number)"
    }

    /// The members of a batch; counts from 1.
    func batch(_ number: Int) -> String {
      "\(parents)/b\(number)"
    }

    /// What a member of a batch made that is a handler.
    func output(of member: JobID, in number: Int) -> String {
      "\(parents)/b\(number).\(member)"
    }

    func path(_ stream: LogStream) -> String {
      stream == .stdout ? stdout : stderr
    }
  }

  func paths(_ job: JobID, start: Int) -> Paths {
    Paths(directory: "\(root)/\(job.value / 1_000)", stem: "\(job.value).\(start)")
  }

  /// Whether the file was made as the result of an attempt.
  static func isResult(_ path: String) -> Bool {
    path.hasSuffix(".result")
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

  /// The directory for what a start is told of its parents; it may be the first thing that is written for the start.
  static func makeParents(_ paths: Paths) throws(Errno) {
    do throws(Errno) {
      try RegularFile.makeDirectory(paths.parents)
    } catch .noSuchFileOrDirectory {
      try RegularFile.makeDirectory(paths.directory)
      try RegularFile.makeDirectory(paths.parents)
    }
  }

  /// For its owner only: output may be private. A child that changes its user gets the descriptor, not the name. What an
  /// earlier job may have put in the place of the log is removed.
  private static func open(_ path: String) throws(Errno) -> FileDescriptor {
    let file: FileDescriptor
    do throws(Errno) {
      file = try RegularFile.open(path, O_WRONLY | O_APPEND | O_CREAT)
    } catch {
      if RegularFile.intruder(at: path) == nil { throw error }
      RegularFile.remove(path)
      file = try RegularFile.open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL)
    }
    // Nobody expects a standard output that does not block.
    _ = fcntl(file.rawValue, F_SETFL, O_APPEND)
    return file
  }

  /// Removes the files of these starts; what is not there is no error.
  func remove(_ job: DeletedJob) {
    for start in job.starts {
      let paths = paths(job.id, start: start)
      for path in [paths.stdout, paths.stderr, paths.result, paths.draft] { RegularFile.remove(path) }
      removeParents(paths)
    }
  }

  /// One call for the many jobs that have none.
  private func removeParents(_ paths: Paths) {
    if rmdir(paths.parents) == 0 || errno == ENOENT { return }
    let descriptor = Glibc.open(paths.parents, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0, let directory = fdopendir(descriptor) else {
      if descriptor >= 0 { close(descriptor) }
      unlink(paths.parents)
      return
    }
    // Names in this very directory: nothing elsewhere is removed, whatever a job has made of its path meanwhile.
    while let entry = readdir(directory) {
      withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { _ = unlinkat(dirfd(directory), $0, 0) }
      }
    }
    closedir(directory)
    rmdir(paths.parents)
  }
}
