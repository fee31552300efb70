// The directory an engine lives in: created, locked for as long as the engine runs, and never shared.

import Glibc
import Synchronization
import SystemPackage

/// A locked data directory.
final class DataDirectory: Sendable {
  let path: String
  private let lock: Mutex<Int32>

  var databasePath: String { "\(path)/jobd.sqlite" }
  var logsPath: String { "\(path)/logs" }

  /// What has been given out in here: see `IssuedNumbers`.
  var numbersPath: String { "\(path)/jobd.numbers" }

  /// There while worker processes may be.
  var workersMarkPath: String { "\(path)/workers.mark" }

  /// Ends of attempts that the database did not take.
  var endJournalPath: String { "\(path)/jobd.ends" }

  /// Creates the directory if need be, and takes its lock.
  init(path: String) throws(OpenError) {
    let path = Self.absolute(path)
    self.path = path
    try Self.makeDirectories(path)
    let descriptor = try Self.openLock("\(path)/jobd.lock")
    // flock(2) goes with the open file, so it ends with the process, however that ends.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      defer { close(descriptor) }
      let holder = Self.read(descriptor)
      throw .inUse(path: path, holder: holder.isEmpty ? "another process" : "process \(holder)")
    }
    ftruncate(descriptor, 0)
    let pid = Array("\(getpid())\n".utf8)
    _ = pwrite(descriptor, pid, pid.count, 0)
    lock = Mutex(descriptor)
    if mkdir("\(path)/logs", 0o700) != 0 && errno != EEXIST {
      throw .notWritable("\(path)/logs", errno)
    }
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

  /// Children are told paths in here, and may work in another directory.
  private static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let current = getcwd(nil, 0) else { return path }
    defer { free(current) }
    return "\(String(cString: current))/\(path)"
  }

  private static func makeDirectories(_ path: String) throws(OpenError) {
    var prefix = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      let above = prefix.isEmpty ? "/" : prefix
      prefix += "/\(part)"
      if mkdir(prefix, 0o700) == 0 {
        RegularFile.Sync.now.directory(above)
      } else if errno != EEXIST {
        throw .notWritable(prefix, errno)
      }
    }
    if access(path, R_OK | W_OK | X_OK) != 0 { throw .notWritable(path, errno) }
  }

  private static func read(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
  }
}
