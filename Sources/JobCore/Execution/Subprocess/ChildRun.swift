// Runs one child to its end. Who tells of the end is one of several: the kernel, by a descriptor for the child; a look
// again and again, where there was no descriptor; and, some time after KILL, a last look. The first counts.

import Dispatch
import Glibc
import Logging
import Synchronization
import SystemPackage

/// One child, from its start to the end of its group.
final class ChildRun: Sendable {
  /// What becomes its standard streams.
  struct Streams: Sendable {
    let input: FileDescriptor
    let output: FileDescriptor
    let error: FileDescriptor
  }

  private struct State {
    var pid: pid_t?
    var end: ChildEnd?
    /// What `ChildWatch` knows the child by.
    var watch: ChildWatch.Token?
    var isGivenUp = false
    /// It was given up, and nobody will signal it any more.
    var isLeft = false
    var waiter: CheckedContinuation<ChildEnd, Never>?
    /// The child is about to be started, with its streams.
    var isStarting = false
    var afterStart: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  private let teardown: ProcessTeardown
  private let logger: Logger
  private let job: JobID?
  private let waitsForWriter: @Sendable (_ tries: Int) async -> Bool

  /// - Parameters:
  ///   - job: whose attempt it is, for the log.
  ///   - waitsForWriter: pauses before a program that somebody has open for writing is tried again; false gives it up.
  init(
    _ teardown: ProcessTeardown, job: JobID? = nil, logger: Logger,
    waitsForWriter: @escaping @Sendable (_ tries: Int) async -> Bool = BusyProgram.pause
  ) {
    self.teardown = teardown
    self.job = job
    self.logger = logger
    self.waitsForWriter = waitsForWriter
  }

  /// Its number, once it has been started.
  var pid: pid_t? { state.withLock(\.pid) }

  /// Returns when the child is gone, and after a stop its whole group; or when it is given up.
  func run(
    _ start: ChildStart, _ streams: Streams, started: @escaping @Sendable (pid_t) -> Void
  ) async -> ChildEnd {
    state.withLock { $0.isStarting = true }
    teardown.onGivingUp { [weak self] in self?.giveUp() }
    // Nobody waits for it: a program may lie on a disk that does not answer, and then this task is left behind.
    _ = Shield.abandonable(on: nil) { await self.startAndWatch(start, streams, started) }
    let end = await withCheckedContinuation { continuation in
      let end = state.withLock { state in
        if state.end == nil { state.waiter = continuation }
        return state.end
      }
      if let end { continuation.resume(returning: end) }
    }
    await teardown.leaderEnded()
    if state.withLock(\.isGivenUp) { leave() }
    return end
  }

  private func leave() {
    let watch = state.withLock { state in
      state.isLeft = true
      return state.watch
    }
    if let watch { ChildWatch.shared?.leave(watch) }
  }

  /// Calls `body` as soon as the streams can no longer be used to start a child: at once, unless the child was given up
  /// before it had started.
  func whenStarted(_ body: @escaping @Sendable () -> Void) {
    let isOver = state.withLock { state in
      if state.isStarting { state.afterStart = body }
      return !state.isStarting
    }
    if isOver { body() }
  }

  private func startAndWatch(
    _ start: ChildStart, _ streams: Streams, _ started: @escaping @Sendable (pid_t) -> Void
  ) async {
    let descriptors = [streams.input, streams.output, streams.error].map(\.rawValue)
    var tries = 0
    while true {
      do throws(StartFault) {
        let pid = try await begin(start, descriptors, started)
        return await watch(pid)
      } catch {
        tries += 1
        if BusyProgram.isReason(of: error), await waitsForWriter(tries) { continue }
        startIsOver(nil)
        return settle(.failed(error))
      }
    }
  }

  /// Programs may be slow to load; nobody else's start waits for that.
  private static let queue = DispatchQueue(label: "jobd.starts", qos: .userInitiated, attributes: .concurrent)

  private func begin(
    _ start: ChildStart, _ descriptors: [Int32], _ started: @escaping @Sendable (pid_t) -> Void
  ) async throws(StartFault) -> pid_t {
    let result: Result<pid_t, StartFault> = await withCheckedContinuation { continuation in
      Self.inTurn(of: start.user?.uid) {
        do throws(StartFault) {
          let pid = try Self.start(start, descriptors)
          // Said here, because the child is running, and this task may have to wait for a thread.
          self.startIsOver(pid)
          self.teardown.attach(pid)
          started(pid)
          continuation.resume(returning: .success(pid))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  private static func inTurn(of user: uid_t?, _ body: @escaping @Sendable () -> Void) {
    guard let user else { return queue.async(execute: body) }
    GuestStarts.shared.begin(user) {
      queue.async {
        body()
        GuestStarts.shared.end(user)
      }
    }
  }

  private static func start(_ start: ChildStart, _ descriptors: [Int32]) throws(StartFault) -> pid_t {
    guard let user = start.user?.uid else { return try start.start(descriptors) }
    return try GuestStarts.shared.start(start, as: user, descriptors)
  }

  private func watch(_ pid: pid_t) async {
    let reaping: ChildWatch.Reaping = { [teardown] reap in teardown.reapLeader(reap) }
    if let watch = ChildWatch.shared?.begin(pid, reaping: reaping, { self.settle($0) }) {
      let isLeft = state.withLock { state in
        state.watch = watch
        return state.isLeft
      }
      if isLeft { ChildWatch.shared?.leave(watch) }
      return
    }
    logger.warning(
      "the kernel has no descriptor to watch a process with, so it is looked at", metadata: metadata(pid))
    let end = await ChildEnd.looking(for: pid, reaping: reaping) {
      ChildWatch.shared != nil && self.state.withLock(\.isLeft)
    }
    if let end { settle(end) } else { ChildWatch.shared?.leave(pid: pid) }
  }

  private func startIsOver(_ pid: pid_t?) {
    let body = state.withLock { state in
      state.pid = pid ?? state.pid
      state.isStarting = false
      defer { state.afterStart = nil }
      return state.afterStart
    }
    body?()
  }

  private func settle(_ end: ChildEnd) {
    let waiter = state.withLock { state in
      if state.end != nil { return nil as CheckedContinuation<ChildEnd, Never>? }
      state.end = end
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: end)
  }

  /// KILL was long ago. If the child has ended and nobody has said so, its end is looked up here; if it still lives, it
  /// is left behind.
  private func giveUp() {
    let (pid, hasEnded) = state.withLock { state in
      state.isGivenUp = true
      return (state.pid, state.end != nil)
    }
    if hasEnded {
      return logger.error(
        "processes that a command has left do not end after KILL, and are left behind", metadata: metadata(pid))
    }
    if let end = pid.flatMap(ChildEnd.peek) {
      logger.error("nobody was told of the end of a process; it was looked up", metadata: metadata(pid))
      return settle(end)
    }
    logger.error("a process does not end after KILL, and is left behind", metadata: metadata(pid))
    settle(.unseen)
  }

  private func metadata(_ pid: pid_t?) -> Logger.Metadata {
    var metadata: Logger.Metadata = [:]
    if let pid { metadata[LogKeys.pid] = "\(pid)" }
    if let job { metadata[LogKeys.jobID] = "\(job)" }
    return metadata
  }
}
