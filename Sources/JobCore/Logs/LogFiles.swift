// Where an attempt's output lives: one file per stream and start, a thousand jobs to a directory, under a directory that
// carries the store's mark: a database that has been begun anew has other files, whatever its ids are.

import Glibc
import SystemPackage

/// The files of attempts.
struct LogFiles: Sendable {
  /// The directory of all stores that have been here.
  let root: String
  /// The directory of this store.
  let home: String

  /// When results reach the disk. Logs do when the kernel writes them: a sync of each would cost a command more than all
  /// else that is done for it.
  let sync: RegularFile.Sync
  /// What a sweep is about to remove; a start that begins is struck off.
  let doomed = DoomedStarts()

  /// - Parameter mark: names the store; what another one has left is neither shown nor touched.
  init(root: String, store mark: String, sync: RegularFile.Sync = .later) {
    self.root = root
    self.sync = sync
    home = "\(root)/\(Self.homePrefix)\(mark)"
  }

  static let homePrefix = "store-"
  static let jobsPerDirectory: Int64 = 1_000

  /// One start of one job.
  struct Start: Hashable, Sendable {
    let job: JobID
    let number: Int
  }

  /// The files of one start of one job.
  struct Paths: Hashable, Sendable {
    let directory: String
    let stem: String
    /// The directory of an attempt that runs as another user; see `HandOver`.
    var place: String?

    var stdout: String { "\(directory)/\(stem).out" }
    var stderr: String { "\(directory)/\(stem).err" }
    /// The result; not there unless the job made one that is kept in a file.
    var result: String { "\(directory)/\(stem).result" }
    /// `$JOBD_RESULT`: what becomes the result when the attempt ends.
    var draft: String { place.map { "\($0)/result" } ?? "\(directory)/\(stem).draft" }
    /// `$JOBD_TOKEN_FILE`; there while the attempt runs.
    var token: String { place.map { "\($0)/token" } ?? "\(directory)/\(stem).token" }
    /// The directory with what this start is told about its parents; made only if there is something to tell.
    var parents: String { place.map { "\($0)/parents" } ?? "\(directory)/\(stem).parents" }

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

  func directory(_ number: Int64) -> String {
    "\(home)/\(number)"
  }

  func paths(_ job: JobID, start: Int) -> Paths {
    Paths(directory: directory(job.value / Self.jobsPerDirectory), stem: "\(job.value).\(start)")
  }

  /// Whether the file was made as the result of an attempt.
  static func isResult(_ path: String) -> Bool {
    path.hasSuffix(".result")
  }

  /// Opens the standard output of a start that begins: the first file that a start makes, and the last that is removed.
  /// If there is one already, either a job has put it there, or it is from a start that this database does not know
  /// because it was put back from a copy: then none of the files there are this start's.
  func openFirst(_ paths: Paths) throws(Errno) -> FileDescriptor {
    do throws(Errno) {
      return try Self.open(paths.stdout, in: paths.directory, O_EXCL)
    } catch .fileExists {
      Self.remove(paths)
      return try Self.open(paths.stdout, in: paths.directory, O_EXCL)
    }
  }

  /// Opens another log of a start that begins; what stands at its path is not its own.
  func openNew(_ stream: LogStream, _ paths: Paths) throws(Errno) -> FileDescriptor {
    let path = paths.path(stream)
    do throws(Errno) {
      return try Self.open(path, in: paths.directory, O_EXCL)
    } catch .fileExists {
      FileTree.remove(path)
      return try Self.open(path, in: paths.directory, O_EXCL)
    }
  }

  /// Opens a log for appending, one that there is already too. What an earlier job may have put in its place is removed.
  func openForAppending(_ path: String, in directory: String) throws(Errno) -> FileDescriptor {
    do throws(Errno) {
      return try Self.open(path, in: directory, 0)
    } catch {
      if RegularFile.intruder(at: path) == nil { throw error }
      FileTree.remove(path)
      return try Self.open(path, in: directory, O_EXCL)
    }
  }

  /// For its owner only: output may be private. A child that changes its user gets the descriptor, not the name.
  private static func open(_ path: String, in directory: String, _ flags: Int32) throws(Errno) -> FileDescriptor {
    let file = try inDirectory(directory) { () throws(Errno) in
      try RegularFile.openOwn(path, O_WRONLY | O_APPEND | O_CREAT | flags)
    }
    // Nobody expects a standard output that does not block.
    _ = fcntl(file.rawValue, F_SETFL, O_APPEND)
    return file
  }

  /// Runs `body`, which makes something in a directory, and makes the directory if it is not there. One that is empty may
  /// be removed in between: then again.
  static func inDirectory<Value>(
    _ directory: String, _ body: () throws(Errno) -> Value
  ) throws(Errno) -> Value {
    for _ in 0..<3 {
      do throws(Errno) {
        return try body()
      } catch .noSuchFileOrDirectory {
        try makeDirectory(directory)
      }
    }
    return try body()
  }

  /// A directory of a store, and the two above it if somebody has removed them.
  private static func makeDirectory(_ path: String, above: Int = 2) throws(Errno) {
    guard let slash = path.lastIndex(of: "/") else { throw .noSuchFileOrDirectory }
    let parent = String(path[..<slash])
    do throws(Errno) {
      try RegularFile.makeDirectory(path)
    } catch .noSuchFileOrDirectory where above > 0 {
      try makeDirectory(parent, above: above - 1)
      try RegularFile.makeDirectory(path)
    }
    // Once for a thousand jobs: a result on the disk can be found only if its directory is on the disk, too.
    RegularFile.Sync.now.directory(parent)
  }

  /// The directory for what a start is told of its parents; it may be the first thing that is written for the start.
  static func makeParents(_ paths: Paths) throws(Errno) {
    try inDirectory(paths.directory) { () throws(Errno) in try RegularFile.makeDirectory(paths.parents) }
  }

  /// Removes the files of these starts, and directories that are empty then; what is not there is no error.
  func remove(_ jobs: [DeletedJob]) {
    var directories: Set<String> = []
    for job in jobs {
      for start in job.starts {
        let paths = paths(job.id, start: start)
        Self.remove(paths)
        directories.insert(paths.directory)
      }
    }
    for directory in directories { rmdir(directory) }
  }

  /// The output last: as long as it is there, a start with this number can see that there was one before it.
  private static func remove(_ paths: Paths) {
    for path in [paths.stderr, paths.result, paths.draft, paths.token, paths.parents, paths.stdout] {
      FileTree.remove(path)
    }
  }
}
