// Hears of the ends of children, of all of them on one thread: the kernel tells it by a descriptor for each, so that
// nothing looks again and again. Workers are not among them, until they are given up: their loop hears of them itself.

import CLinux
import Glibc
import Synchronization

/// The children whose end somebody waits for, and those that are only to be reaped.
final class ChildWatch: Sendable {
  /// There from the first use on; `nil` if the machine had no descriptor or no thread for it.
  static let shared = make()

  /// Runs what reaps a child, which answers whether it has; until then the child's number is its own.
  typealias Reaping = @Sendable (_ reap: () -> Bool) -> Void

  /// What a child is known by that somebody waits for.
  typealias Token = UInt64

  private struct Watched {
    let pid: pid_t
    let process: Int32
    let reaping: Reaping
    let ended: @Sendable (ChildEnd) -> Void
  }

  private struct State {
    var watched: [Token: Watched] = [:]
    /// 0 stands for `wakeup`.
    var lastToken: Token = 0
    /// Given up; the thread, which may be looking at one of them, is yet to hear of it.
    var givenUp: [Token] = []
    var left = LeftChildren()
  }

  private let state = Mutex(State())
  private let epoll: Int32
  private let wakeup: Int32

  private init(epoll: Int32, wakeup: Int32) {
    self.epoll = epoll
    self.wakeup = wakeup
  }

  private static func make() -> ChildWatch? {
    let (epoll, wakeup) = (clinux_epoll_create(), clinux_eventfd_create())
    let isReady = epoll >= 0 && wakeup >= 0 && clinux_epoll_add(epoll, wakeup, UInt32(CLINUX_EPOLL_READ), 0) == 0
    if isReady {
      let watch = ChildWatch(epoll: epoll, wakeup: wakeup)
      if watch.begin() { return watch }
    }
    for descriptor in [epoll, wakeup] where descriptor >= 0 { close(descriptor) }
    return nil
  }

  /// False if there is no thread for it.
  private func begin() -> Bool {
    var thread = pthread_t()
    let number = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<ChildWatch>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    if number == 0 {
      pthread_detach(thread)
      return true
    }
    Unmanaged.passUnretained(self).release()
    return false
  }

  /// Calls `ended` once the child has ended, and reaps it before; `nil`, and nothing is done, if there is no descriptor
  /// for it.
  ///
  /// - Parameter reaping: must not wait: all other children wait meanwhile.
  func begin(
    _ pid: pid_t, reaping: @escaping Reaping = { _ = $0() }, _ ended: @escaping @Sendable (ChildEnd) -> Void
  ) -> Token? {
    // Nobody else reaps it, so the number is its own until this has.
    let process = clinux_pidfd_open(pid)
    if process < 0 { return nil }
    let token = state.withLock { state in
      state.lastToken += 1
      state.watched[state.lastToken] = Watched(pid: pid, process: process, reaping: reaping, ended: ended)
      return state.lastToken
    }
    if clinux_epoll_add(epoll, process, UInt32(CLINUX_EPOLL_READ), token) == 0 { return token }
    state.withLock { $0.watched[token] = nil }
    close(process)
    return nil
  }

  /// Nobody waits for this end any more, and nobody signals the child: it is only reaped, and costs no descriptor. Nothing
  /// is done about one that has been reaped.
  func leave(_ token: Token) {
    state.withLock { $0.givenUp.append(token) }
    wake()
  }

  /// The same for a child that was not watched here. From now on nobody else may reap it.
  func leave(pid: pid_t) {
    state.withLock { $0.left.add(pid, LoopClock.now()) }
    wake()
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeup, &one, 8)
  }

  // MARK: The thread

  /// Never returns.
  private func run() {
    clinux_name_thread("jobd.children")
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var tokens = [UInt64](repeating: 0, count: Self.endsMax)
    var readiness = [UInt32](repeating: 0, count: Self.endsMax)
    // Children that have ended, and that the kernel keeps for whoever traces them: any child of theirs may. Their
    // descriptors would be ready for ever. Somebody waits for each, so there are no more than attempts that run.
    var traced: Set<Token> = []
    while true {
      let count = clinux_epoll_wait(epoll, &tokens, &readiness, Int32(Self.endsMax), pause(isTraced: !traced.isEmpty))
      let ready = tokens.prefix(max(0, Int(count)))
      if ready.contains(0) {
        var value: UInt64 = 0
        _ = read(wakeup, &value, 8)
      }
      for token in traced.union(ready) where token != 0 {
        if look(token) { traced.remove(token) } else { traced.insert(token) }
      }
      traced.subtract(dropGivenUp())
      lookAtLeft()
    }
  }

  /// In milliseconds.
  private func pause(isTraced: Bool) -> Int32 {
    let left = state.withLock { $0.left.pauseMicros(LoopClock.now()) }
    let micros = [isTraced ? Limits.unwatchedChildMicros : nil, left].compactMap(\.self).min()
    return micros.map { Int32(clamping: ($0 + 999) / 1_000) } ?? -1
  }

  /// False if it cannot be reaped yet; the descriptor says no more of it then.
  private func look(_ token: Token) -> Bool {
    guard let watched = state.withLock({ $0.watched[token] }) else { return true }
    var code: Int32 = 0
    var signal: Int32 = 0
    var answer: Int32 = 0
    watched.reaping {
      answer = clinux_pidfd_reap(watched.process, &code, &signal)
      return answer != 0
    }
    if answer == 0 {
      _ = clinux_epoll_remove(epoll, watched.process)
      return false
    }
    state.withLock { $0.watched[token] = nil }
    forget(watched)
    watched.ended(ChildEnd(answer: answer, code: code, signal: signal))
    return true
  }

  private func forget(_ watched: Watched) {
    // A child that is just being started has a copy until its exec, and would keep it watched.
    _ = clinux_epoll_remove(epoll, watched.process)
    close(watched.process)
  }

  private func dropGivenUp() -> [Token] {
    let (tokens, dropped) = state.withLock { state in
      let tokens = state.givenUp
      let dropped = tokens.compactMap { state.watched.removeValue(forKey: $0) }
      for child in dropped { state.left.add(child.pid, LoopClock.now()) }
      state.givenUp = []
      return (tokens, dropped)
    }
    for child in dropped { forget(child) }
    return tokens
  }

  private func lookAtLeft() {
    let due = state.withLock { $0.left.takeDue(LoopClock.now()) }
    if due.isEmpty { return }
    let living = due.filter { pid in
      var code: Int32 = 0
      var signal: Int32 = 0
      return clinux_child_look(pid, 1, &code, &signal) == 0
    }
    state.withLock { $0.left.putBack(living) }
  }

  private static let endsMax = 64
}
