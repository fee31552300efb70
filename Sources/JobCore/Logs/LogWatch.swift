// Hears of output as it is written: keeps logs within their limits while jobs run, and wakes those who follow them.
// The kernel tells (inotify); nothing polls, and a flood of writes costs one look every few milliseconds.

import Dispatch
import Glibc
import Synchronization

/// Watches the logs of running attempts.
final class LogWatch: Sendable {
  private struct Log {
    var limit: Int64
    /// The end of what has been given back; `nil` while nothing has.
    var trimmedTo: Int64?
    var followers: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private struct State {
    /// By path.
    var logs: [String: Log] = [:]
    var directories: [String: Int32] = [:]
    var directoryNames: [Int32: String] = [:]
    var lastFollower = 0
    var looks = 0
    /// Who waits for the log at a path to be opened.
    var expectations: [String: [Int: @Sendable () -> Void]] = [:]
  }

  private static let pause = DispatchTimeInterval.microseconds(Limits.logLookMicros)

  private let descriptor: Int32
  private let queue = DispatchQueue(label: "jobd.logs")
  /// Safe: set in init and used on `queue` only from then on.
  private nonisolated(unsafe) let source: any DispatchSourceRead
  private let state = Mutex(State())

  /// How often it has looked, for tests: not at all while nothing is written.
  var looks: Int { state.withLock(\.looks) }

  /// When the kernel has no inotify instance left, limits are kept at the end of attempts only, and followers look for
  /// themselves, every few milliseconds: the one place that may poll, rather than hang.
  init() {
    descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    source = DispatchSource.makeReadSource(fileDescriptor: max(0, descriptor), queue: queue)
    if descriptor < 0 { return }
    source.setEventHandler { [weak self] in self?.look() }
    let descriptor = descriptor
    source.setCancelHandler { Glibc.close(descriptor) }
    source.activate()
  }

  deinit {
    if descriptor >= 0 { source.cancel() } else { source.activate() }
  }

  /// From now on the log at `path`, in `directory`, is kept within `limit` bytes.
  func begin(_ path: String, in directory: String, limit: Int64) {
    let expectations = state.withLock { state in
      state.logs[path] = Log(limit: limit)
      watch(directory, &state)
      return state.expectations.isEmpty ? nil : state.expectations.removeValue(forKey: path)
    }
    if let expectations { for begun in expectations.values { begun() } }
  }

  /// Calls `begun` when the log at `path` is opened; at once if it is being written.
  func expectBegin(_ path: String, _ begun: @escaping @Sendable () -> Void) -> Int {
    let (id, isOpen) = state.withLock { state in
      state.lastFollower += 1
      if state.logs[path] != nil { return (state.lastFollower, true) }
      state.expectations[path, default: [:]][state.lastFollower] = begun
      return (state.lastFollower, false)
    }
    if isOpen { begun() }
    return id
  }

  func forgetBegin(_ path: String, _ expectation: Int) {
    state.withLock { state in
      state.expectations[path]?[expectation] = nil
      if state.expectations[path]?.isEmpty == true { state.expectations[path] = nil }
    }
  }

  /// The attempt is over and recorded: followers hear that there is no more.
  func end(_ path: String) {
    let log = state.withLock { $0.logs.removeValue(forKey: path) }
    guard let log else { return }
    for follower in log.followers.values { follower.resume() }
  }

  /// Keeps the log within its limit; returns whether it has lost its middle by now.
  func trimNow(_ path: String) -> Bool {
    guard let log = state.withLock({ $0.logs[path] }) else { return false }
    let end = LogTrim.trim(path: path, limit: log.limit, done: log.trimmedTo)
    state.withLock { state in
      // Less than before if the job has cut its log short.
      if let end { state.logs[path]?.trimmedTo = end }
    }
    return end != nil
  }

  /// Returns when `path` may have grown past `size`, when its attempt is over, or when the task is cancelled; at once
  /// if it is not being written. True while it is.
  func waitForGrowth(_ path: String, past size: Int64) async -> Bool {
    let follower = state.withLock { state in
      state.lastFollower += 1
      return state.lastFollower
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isLate = state.withLock { state in
          // Looked at under the lock that `look` and `end` take: growth after this check finds the follower.
          if state.logs[path] == nil || FileSize.ownBytes(at: path) > size || Task.isCancelled { return true }
          state.logs[path]?.followers[follower] = continuation
          return false
        }
        if isLate { continuation.resume() } else if descriptor < 0 { wake(follower, of: path) }
      }
    } onCancel: {
      state.withLock { $0.logs[path]?.followers.removeValue(forKey: follower) }?.resume()
    }
    return state.withLock { $0.logs[path] != nil }
  }

  /// Lets a follower look again after a pause, for want of a kernel that tells.
  private func wake(_ follower: Int, of path: String) {
    queue.asyncAfter(deadline: .now() + Self.pause) {
      self.state.withLock { $0.logs[path]?.followers.removeValue(forKey: follower) }?.resume()
    }
  }

  private func watch(_ directory: String, _ state: inout State) {
    if descriptor < 0 { return }
    let isNew = state.directories[directory] == nil
    if isNew && state.directories.count >= Limits.logDirectoriesMax { letGoOfIdleDirectories(&state) }
    // Asked each time: a directory that was empty may have been removed and made again, and is another one then.
    let watch = inotify_add_watch(descriptor, directory, UInt32(IN_MODIFY))
    if watch < 0 || state.directories[directory] == watch { return }
    if let old = state.directories[directory] { state.directoryNames[old] = nil }
    state.directories[directory] = watch
    state.directoryNames[watch] = directory
  }

  private func letGoOfIdleDirectories(_ state: inout State) {
    let busy = Set(state.logs.keys.map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) })
    for (directory, watch) in state.directories where !busy.contains(directory) {
      inotify_rm_watch(descriptor, watch)
      state.directories[directory] = nil
      state.directoryNames[watch] = nil
    }
  }

  // MARK: On the queue

  private func look() {
    let changed = readEvents()
    state.withLock { $0.looks += 1 }
    var followers: [CheckedContinuation<Void, Never>] = []
    for path in changed {
      _ = trimNow(path)
      state.withLock { state in
        guard let log = state.logs[path], !log.followers.isEmpty else { return }
        followers.append(contentsOf: log.followers.values)
        state.logs[path]?.followers.removeAll()
      }
    }
    for follower in followers { follower.resume() }
    source.suspend()
    queue.asyncAfter(deadline: .now() + Self.pause) { self.source.resume() }
  }

  /// A directory is gone.
  private func forget(_ watch: Int32) {
    state.withLock { state in
      guard let directory = state.directoryNames.removeValue(forKey: watch) else { return }
      if state.directories[directory] == watch { state.directories[directory] = nil }
    }
  }

  /// The logs written to since the last look; all of them if the kernel lost count.
  private func readEvents() -> Set<String> {
    var changed: Set<String> = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return changed }
      var offset = 0
      while offset + MemoryLayout<inotify_event>.size <= count {
        let event = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self) }
        let nameStart = offset + MemoryLayout<inotify_event>.size
        offset = nameStart + Int(event.len)
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return state.withLock { Set($0.logs.keys) } }
        let name = String(decoding: buffer[nameStart..<offset].prefix { $0 != 0 }, as: UTF8.self)
        if event.mask & UInt32(IN_IGNORED) != 0 {
          forget(event.wd)
        } else if let directory = state.withLock({ $0.directoryNames[event.wd] }) {
          changed.insert("\(directory)/\(name)")
        }
      }
    }
  }
}
