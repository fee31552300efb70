// One thread that waits for all worker processes at once: epoll, timers, and the code of the pools, which run on it as
// actors. It sleeps until something happens; nothing in it polls.

import CLinux
import Glibc
import Synchronization
import SystemPackage

/// The event loop of worker processes.
final class WorkerLoop: SerialExecutor {
  private enum Work {
    case job(UnownedJob)
    case call(@Sendable () -> Void)
  }

  private struct State {
    var work: [Work] = []
    /// The thread waits in the kernel, or is about to.
    var isAsleep = false
    var isEnding = false
    var watches: [UInt64: Watch] = [:]
    var lastToken: UInt64 = 0
    var timers = LoopTimers()
  }

  private struct Watch {
    let descriptor: Int32
    var interest: Interest
    let ready: @Sendable (Interest) -> Void
  }

  /// What a descriptor is watched for, and what it is ready for.
  struct Interest: OptionSet, Hashable, Sendable {
    let rawValue: UInt32
    static let read = Interest(rawValue: UInt32(CLINUX_EPOLL_READ))
    static let write = Interest(rawValue: UInt32(CLINUX_EPOLL_WRITE))
  }

  private let state = Mutex(State())
  private let epoll: Int32
  private let wakeup: Int32
  private let thread = Atomic<UInt>(0)

  /// Opens what it needs and starts the thread, which lives until `end`.
  init() throws(Errno) {
    epoll = clinux_epoll_create()
    if epoll < 0 { throw Errno(rawValue: errno) }
    wakeup = clinux_eventfd_create()
    if wakeup < 0 || clinux_epoll_add(epoll, wakeup, Interest.read.rawValue, 0) != 0 {
      let error = Errno(rawValue: errno)
      Glibc.close(epoll)
      if wakeup >= 0 { Glibc.close(wakeup) }
      throw error
    }
    var thread = pthread_t()
    let number = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<WorkerLoop>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    if number != 0 {
      Unmanaged.passUnretained(self).release()
      throw Errno(rawValue: number)
    }
    pthread_detach(thread)
  }

  deinit {
    Glibc.close(epoll)
    if wakeup >= 0 { Glibc.close(wakeup) }
  }

  // MARK: From anywhere

  /// Runs `call` on the loop, soon.
  func post(_ call: @escaping @Sendable () -> Void) {
    add(.call(call))
  }

  func enqueue(_ job: consuming ExecutorJob) {
    add(.job(UnownedJob(job)))
  }

  /// Ends the thread once it has done what was asked of it before.
  func end() {
    state.withLock { $0.isEnding = true }
    wake()
  }

  func checkIsolated() {
    precondition(thread.load(ordering: .relaxed) == UInt(pthread_self()), "this must run on the loop of the workers")
  }

  func isIsolatingCurrentContext() -> Bool? {
    thread.load(ordering: .relaxed) == UInt(pthread_self())
  }

  private func add(_ work: Work) {
    let isAsleep = state.withLock { state in
      state.work.append(work)
      defer { state.isAsleep = false }
      return state.isAsleep
    }
    if isAsleep { wake() }
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeup, &one, 8)
  }

  // MARK: On the loop

  /// Calls `ready` whenever the descriptor is; the token is what it is known by from now on.
  func watch(
    _ descriptor: Int32, _ interest: Interest, _ ready: @escaping @Sendable (Interest) -> Void
  ) throws(Errno) -> UInt64 {
    let token = state.withLock { state in
      state.lastToken += 1
      state.watches[state.lastToken] = Watch(descriptor: descriptor, interest: interest, ready: ready)
      return state.lastToken
    }
    if interest.isEmpty || clinux_epoll_add(epoll, descriptor, interest.rawValue, token) == 0 { return token }
    let error = Errno(rawValue: errno)
    state.withLock { $0.watches[token] = nil }
    throw error
  }

  /// Watches for something else; for nothing at all, not even for a hang-up, with an empty interest.
  func change(_ token: UInt64, _ interest: Interest) {
    let change: (descriptor: Int32, old: Interest)? = state.withLock { state in
      guard let watch = state.watches[token], watch.interest != interest else { return nil }
      state.watches[token]?.interest = interest
      return (watch.descriptor, watch.interest)
    }
    guard let change else { return }
    if interest.isEmpty {
      _ = clinux_epoll_remove(epoll, change.descriptor)
    } else if change.old.isEmpty {
      _ = clinux_epoll_add(epoll, change.descriptor, interest.rawValue, token)
    } else {
      _ = clinux_epoll_change(epoll, change.descriptor, interest.rawValue, token)
    }
  }

  /// Forgets the descriptor, which may then be closed.
  func unwatch(_ token: UInt64) {
    change(token, [])
    state.withLock { $0.watches[token] = nil }
  }

  /// Forgets what is known by the token, and the token.
  func forget(_ token: inout UInt64?) {
    if let known = token { unwatch(known) }
    token = nil
  }

  /// Calls `ring` in `micros`; the timer is what it is cancelled by. On the loop only: it is not woken for a timer.
  func after(_ micros: Int64, _ ring: @escaping @Sendable () -> Void) -> LoopTimers.ID {
    let moment = LoopClock.now().addingReportingOverflow(max(0, micros))
    return state.withLock { $0.timers.add(moment.overflow ? .max : moment.partialValue, ring) }
  }

  func cancel(_ timer: LoopTimers.ID?) {
    guard let timer else { return }
    state.withLock { $0.timers.cancel(timer) }
  }

  // MARK: The thread

  private func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    clinux_name_thread("jobd.workers")
    // A write to a worker that is gone is an error of that write.
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    while true {
      doWork()
      if state.withLock({ $0.isEnding && $0.work.isEmpty }) { return }
      wait()
      // One by one: a ring may cancel the next one.
      let now = LoopClock.now()
      while let ring = state.withLock({ $0.timers.takeDue(now) }) { ring() }
    }
  }

  private func doWork() {
    let work = state.withLock { state in
      let work = state.work
      state.work = []
      return work
    }
    for work in work {
      switch work {
      case .call(let call): call()
      case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
      }
    }
  }

  private func wait() {
    let milliseconds: Int32 = state.withLock { state in
      if !state.work.isEmpty || state.isEnding { return 0 }
      state.isAsleep = true
      guard let next = state.timers.next else { return -1 }
      let micros = max(0, next - LoopClock.now())
      return Int32(clamping: (micros + 999) / 1_000)
    }
    var tokens = [UInt64](repeating: 0, count: Self.eventsMax)
    var readiness = [UInt32](repeating: 0, count: Self.eventsMax)
    let count = clinux_epoll_wait(epoll, &tokens, &readiness, Int32(Self.eventsMax), milliseconds)
    state.withLock { $0.isAsleep = false }
    for index in 0..<max(0, Int(count)) {
      if tokens[index] == 0 {
        var value: UInt64 = 0
        _ = read(wakeup, &value, 8)
      } else if let ready = state.withLock({ $0.watches[tokens[index]]?.ready }) {
        ready(Interest(rawValue: readiness[index]))
      }
    }
  }

  private static let eventsMax = 64
}
