// Logs that are written after their attempt has ended: a process that a command left in the background still has the
// command's standard output, and the limit on the log holds until nobody has it open.

import Dispatch
import Glibc
import Logging
import Synchronization
import SystemPackage

/// Keeps logs within their limits for as long as a process has them open.
///
/// Who has a log open is told by a lock on it: a command gets the open file with the lock, hands it on to all that it
/// starts, and the kernel gives it up with the last of them. The kernel also tells when a process closes it (inotify);
/// nothing polls.
final class HeldLogs: Sendable {
  private struct Log {
    /// Open for reading: stands for the file also when its name is gone.
    let file: FileDescriptor
    let limit: Int64
    var trimmedTo: Int64?
  }

  private struct State {
    /// By the number of their watch.
    var logs: [Int32: Log] = [:]
    var hasWarned = false
  }

  private static let pause = DispatchTimeInterval.microseconds(Limits.heldLogLookMicros)

  /// What the kernel tells of changes, asked for with the first log: instances are few, and most daemons never need one.
  private struct Changes {
    let descriptor: Int32
    let source: any DispatchSourceRead
  }

  private let queue = DispatchQueue(label: "jobd.logs.held", qos: .utility)
  /// Safe: used on `queue` only, and in deinit, when nobody else can.
  private nonisolated(unsafe) var changes: Changes?
  private let state = Mutex(State())
  private let logger: Logger

  init(logger: Logger) {
    self.logger = logger
  }

  deinit {
    changes?.source.cancel()
    state.withLock { state in
      for log in state.logs.values { close(log.file.rawValue) }
    }
  }

  /// Logs that are kept now.
  var count: Int { state.withLock(\.logs.count) }

  /// Marks an open log, so that it can be seen whether somebody still has it open.
  static func mark(_ file: FileDescriptor) {
    // A file system without locks: its logs are kept within their limit until their attempt ends.
    _ = flock(file.rawValue, LOCK_SH | LOCK_NB)
  }

  /// The attempt that wrote the logs at `paths` has ended and closed them: those that somebody else has open still are
  /// kept within `limit` from now on. They are opened at once, while the job cannot have been removed yet; only regular
  /// files are opened, so that this blocks nobody.
  func attemptEnded(_ paths: [String], limit: Int64) {
    for path in paths {
      guard let file = try? RegularFile.openOwn(path, O_RDONLY) else { continue }
      if Self.isHeld(file) { queue.async { self.keep(file, limit: limit) } } else { close(file.rawValue) }
    }
  }

  /// Keeps a log of an earlier boot that processes have open; each path leads to the open file itself, as long as its
  /// process has it.
  ///
  /// - Parameter target: what the kernel calls that file. Root sees the processes of all users, and a user can have a
  ///   process for which any file is called so; so root keeps only what it finds there itself.
  func adopt(_ paths: [String], of target: String, limit: Int64) {
    queue.async { [self] in
      for path in paths {
        guard let file = Self.openLog(path) else { continue }
        if geteuid() != 0 || Self.isThere(file, target) { return keep(file, limit: limit) }
        close(file.rawValue)
      }
    }
  }

  private static func isThere(_ file: FileDescriptor, _ path: String) -> Bool {
    var (open, there) = (stat(), stat())
    return fstat(file.rawValue, &open) == 0 && lstat(path, &there) == 0 && open.st_ino == there.st_ino
      && open.st_dev == there.st_dev
  }

  /// `nil` if that is no log any more that somebody has open.
  private static func openLog(_ path: String) -> FileDescriptor? {
    // A link of the kernel's, which has to be followed; O_NONBLOCK, because it may have become one to something else.
    let opened = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    if opened < 0 { return nil }
    let file = FileDescriptor(rawValue: opened)
    var status = stat()
    if fstat(opened, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && isHeld(file) { return file }
    close(opened)
    return nil
  }

  /// Whether an open file with the mark is there beside this one.
  private static func isHeld(_ file: FileDescriptor) -> Bool {
    if flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 { return errno == EWOULDBLOCK }
    flock(file.rawValue, LOCK_UN)
    return false
  }

  private static func path(of file: FileDescriptor) -> String {
    "/proc/self/fd/\(file.rawValue)"
  }

  // MARK: On the queue

  /// When the kernel has no inotify instance left, limits end with their attempts.
  private func watching() -> Changes? {
    if let changes { return changes }
    let descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    if descriptor < 0 { return nil }
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    source.setEventHandler { [weak self] in self?.look() }
    source.setCancelHandler { Glibc.close(descriptor) }
    source.activate()
    changes = Changes(descriptor: descriptor, source: source)
    return changes
  }

  private func keep(_ file: FileDescriptor, limit: Int64) {
    let (isRoom, isFirst) = state.withLock { state in
      if state.logs.count < Limits.heldLogsMax { return (true, false) }
      defer { state.hasWarned = true }
      return (false, !state.hasWarned)
    }
    var watch: Int32 = -1
    if isRoom, let descriptor = watching()?.descriptor {
      watch = inotify_add_watch(descriptor, Self.path(of: file), UInt32(IN_MODIFY) | UInt32(IN_CLOSE_WRITE))
    }
    if watch < 0 {
      close(file.rawValue)
      if isFirst {
        logger.warning(
          "more logs are written after their jobs than can be watched; the limit of the rest does not hold",
          metadata: [LogKeys.count: "\(Limits.heldLogsMax)"])
      }
      return
    }
    let known = state.withLock { state in
      if state.logs[watch] != nil { return true }
      state.logs[watch] = Log(file: file, limit: limit)
      return false
    }
    if known { close(file.rawValue) }
    // What happened before it was watched.
    look(at: watch, isClosed: true)
  }

  private func look() {
    guard let changes else { return }
    let (changed, closed) = readEvents(changes.descriptor)
    for watch in changed.union(closed) { look(at: watch, isClosed: closed.contains(watch)) }
    changes.source.suspend()
    // Holds on to itself: a source that is suspended must not go.
    queue.asyncAfter(deadline: .now() + Self.pause) { [self] in self.changes?.source.resume() }
  }

  /// Trims the log, and lets go of it if nobody has it open any more.
  private func look(at watch: Int32, isClosed: Bool) {
    guard var log = state.withLock({ $0.logs[watch] }) else { return }
    // Before the trimming: what is written after this is told again.
    let isOver = isClosed && !Self.isHeld(log.file)
    log.trimmedTo = trim(log)
    let last = log
    state.withLock { $0.logs[watch] = isOver ? nil : last }
    if isOver {
      if let changes { inotify_rm_watch(changes.descriptor, watch) }
      close(log.file.rawValue)
    }
  }

  /// Opened only if there is something to give back, because the kernel reports the end of each opening for writing.
  private func trim(_ log: Log) -> Int64? {
    if LogTrim.due(log.file.rawValue, limit: log.limit, done: log.trimmedTo) == nil { return log.trimmedTo }
    let writing = open(Self.path(of: log.file), O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    if writing < 0 { return log.trimmedTo }
    defer { close(writing) }
    return LogTrim.trim(writing, limit: log.limit, done: log.trimmedTo)
  }

  private func readEvents(_ descriptor: Int32) -> (changed: Set<Int32>, closed: Set<Int32>) {
    var changed: Set<Int32> = []
    var closed: Set<Int32> = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return (changed, closed) }
      var offset = 0
      while offset + MemoryLayout<inotify_event>.size <= count {
        let event = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self) }
        offset += MemoryLayout<inotify_event>.size + Int(event.len)
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
          let all = state.withLock { Set($0.logs.keys) }
          return (all, all)
        }
        if event.mask & UInt32(IN_MODIFY) != 0 { changed.insert(event.wd) }
        if event.mask & UInt32(IN_CLOSE_WRITE) != 0 { closed.insert(event.wd) }
      }
    }
  }
}
