// The directory an engine lives in: created, locked for as long as the engine runs, and never shared.

import Glibc
import Synchronization
import SystemPackage

/// A locked data directory.
final class DataDirectory: Sendable {
  let path: String
  /// Files that others could read before this start.
  let closed: [String]
  private let lock: Mutex<Int32>
  private let device: dev_t
  private let inode: ino_t

  var databasePath: String { "\(path)/jobd.sqlite" }
  var logsPath: String { "\(path)/logs" }

  /// What has been given out in here: see `IssuedNumbers`.
  var numbersPath: String { "\(path)/jobd.numbers" }

  /// There while worker processes may be.
  var workersMarkPath: String { "\(path)/workers.mark" }

  /// Ends of attempts that the database did not take.
  var endJournalPath: String { "\(path)/jobd.ends" }

  /// Creates the directory if need be, and takes its lock; refuses one in which others may have put something.
  init(path: String) throws(OpenError) {
    let path = Self.absolute(path)
    self.path = path
    try DirectoriesAbove.check(path)
    try Self.makeDirectories(path)
    // Once more: what was not there before may have been made by somebody else meanwhile.
    try DirectoriesAbove.check(path)
    let (directory, status) = try Self.openOwn(path)
    defer { close(directory) }
    (device, inode) = (status.st_dev, status.st_ino)
    let descriptor = try Self.openLock("\(path)/jobd.lock")
    // flock(2) goes with the open file, so it ends with the process, however that ends.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      defer { close(descriptor) }
      let holder = Self.read(descriptor)
      throw .inUse(path: path, holder: holder.isEmpty ? "another process" : "process \(holder)")
    }
    do throws(OpenError) {
      closed = try OwnFiles(path: path, directory: directory).check()
    } catch {
      flock(descriptor, LOCK_UN)
      close(descriptor)
      throw error
    }
    ftruncate(descriptor, 0)
    let pid = Array("\(getpid())\n".utf8)
    _ = pwrite(descriptor, pid, pid.count, 0)
    lock = Mutex(descriptor)
    if mkdir("\(path)/logs", 0o700) != 0 && errno != EEXIST {
      throw .notWritable("\(path)/logs", errno)
    }
  }

  /// Opens the directory itself, which has to be ours alone. Others may read its names: systemd and the group of a socket
  /// in it want that, and what is in it is closed to them.
  private static func openOwn(_ path: String) throws(OpenError) -> (Int32, stat) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    var status = stat()
    if descriptor < 0 {
      let number = errno
      if lstat(path, &status) == 0, let distrust = Distrust(status) { throw .distrusted(path: path, distrust) }
      throw .notWritable(path, number)
    }
    if fstat(descriptor, &status) == 0, let distrust = Distrust(status) {
      close(descriptor)
      throw .distrusted(path: path, distrust)
    }
    if access(path, R_OK | W_OK | X_OK) != 0 {
      defer { close(descriptor) }
      throw .notWritable(path, errno)
    }
    return (descriptor, status)
  }

  /// Once its files have been opened by their paths: what was looked at is what was opened.
  func requireInPlace() throws(OpenError) {
    var status = stat()
    if lstat(path, &status) == 0 && status.st_dev == device && status.st_ino == inode { return }
    throw .failed(path: path, message: "it was replaced while it was being opened")
  }

  /// If something else stands in the place of the lock, such as a link to somebody's file, it is not written to.
  private static func openLock(_ path: String) throws(OpenError) -> Int32 {
    do throws(Errno) {
      return try RegularFile.openOwn(path, O_RDWR | O_CREAT).rawValue
    } catch {
      if let intruder = RegularFile.intruder(at: path) { throw .notOurs(path: path, what: intruder) }
      throw .notWritable(path, error.rawValue)
    }
  }

  /// As `init`, and waits a moment for the lock: a process that a killed daemon was just starting holds it until its
  /// exec.
  static func open(path: String) async throws(OpenError) -> DataDirectory {
    let end = ContinuousClock.now + .micros(Limits.lockWaitMicros)
    while true {
      do throws(OpenError) {
        return try DataDirectory(path: path)
      } catch .inUse(let path, let holder) {
        if ContinuousClock.now >= end { throw .inUse(path: path, holder: holder) }
        do { try await Task.sleep(for: .micros(Limits.lockLookMicros)) } catch {
          throw .inUse(path: path, holder: holder)
        }
      }
    }
  }

  /// Brings the names of the files in here to the disk.
  func sync() {
    RegularFile.Sync.now.directory(path)
  }

  deinit {
    unlock()
  }

  /// Lets others have the directory; called again, it does nothing.
  func unlock() {
    lock.withLock { descriptor in
      if descriptor >= 0 {
        // Unlocked explicitly: a child that is just being started still has the descriptor, and close(2) alone would
        // leave the lock with it until its exec.
        flock(descriptor, LOCK_UN)
        close(descriptor)
      }
      descriptor = -1
    }
  }

  /// Children are told paths in here, and may work in another directory. A slash at the end would lead through a link.
  private static func absolute(_ path: String) -> String {
    var base = ""
    if !path.hasPrefix("/"), let current = getcwd(nil, 0) {
      defer { free(current) }
      base = String(cString: current)
    }
    let parts = "\(base)/\(path)".split(separator: "/").filter { $0 != "." }
    return "/" + parts.joined(separator: "/")
  }

  private static func makeDirectories(_ path: String) throws(OpenError) {
    var prefix = ""
    for part in path.split(separator: "/") {
      let above = prefix.isEmpty ? "/" : prefix
      prefix += "/\(part)"
      if mkdir(prefix, 0o700) == 0 {
        RegularFile.Sync.now.directory(above)
      } else if errno != EEXIST {
        throw .notWritable(prefix, errno)
      }
    }
  }

  private static func read(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
  }
}
