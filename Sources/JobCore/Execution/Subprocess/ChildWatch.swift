// Hears of the ends of children, of all of them on one thread: the kernel tells it by a descriptor for each, so that
// nothing looks again and again. Workers are not among them: their loop hears of them itself.

import CLinux
import Glibc
import Synchronization

/// The children whose end somebody waits for.
final class ChildWatch: Sendable {
  /// There from the first use on; `nil` if the machine had no descriptor or no thread for it.
  static let shared = make()

  /// Runs what reaps a child, which answers whether it has; until then the child's number is its own.
  typealias Reaping = @Sendable (_ reap: () -> Bool) -> Void

  private struct Watched {
    let process: Int32
    let reaping: Reaping
    let ended: @Sendable (ChildEnd) -> Void
  }

  private struct State {
    var watched: [UInt64: Watched] = [:]
    var lastToken: UInt64 = 0
  }

  private let state = Mutex(State())
  private let epoll: Int32

  private init(epoll: Int32) {
    self.epoll = epoll
  }

  private static func make() -> ChildWatch? {
    let epoll = clinux_epoll_create()
    if epoll < 0 { return nil }
    let watch = ChildWatch(epoll: epoll)
    var thread = pthread_t()
    let number = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<ChildWatch>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(watch).toOpaque())
    if number == 0 {
      pthread_detach(thread)
      return watch
    }
    Unmanaged.passUnretained(watch).release()
    close(epoll)
    return nil
  }

  /// Calls `ended` once the child has ended, and reaps it before; false, and nothing is done, if there is no descriptor
  /// for it.
  ///
  /// - Parameter reaping: must not wait: all other children wait meanwhile.
  func begin(
    _ pid: pid_t, reaping: @escaping Reaping = { _ = $0() }, _ ended: @escaping @Sendable (ChildEnd) -> Void
  ) -> Bool {
    // Nobody else reaps it, so the number is its own until this has.
    let process = clinux_pidfd_open(pid)
    if process < 0 { return false }
    let token = state.withLock { state in
      state.lastToken += 1
      state.watched[state.lastToken] = Watched(process: process, reaping: reaping, ended: ended)
      return state.lastToken
    }
    if clinux_epoll_add(epoll, process, UInt32(CLINUX_EPOLL_READ), token) == 0 { return true }
    state.withLock { $0.watched[token] = nil }
    close(process)
    return false
  }

  /// Never returns.
  private func run() {
    clinux_name_thread("jobd.children")
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var tokens = [UInt64](repeating: 0, count: Self.endsMax)
    var readiness = [UInt32](repeating: 0, count: Self.endsMax)
    // Children that have ended, and that the kernel keeps for whoever traces them: any child of theirs may. Their
    // descriptors would be ready for ever.
    var traced: Set<UInt64> = []
    while true {
      let pause = traced.isEmpty ? -1 : Int32(Limits.unwatchedChildMicros / 1_000)
      let count = clinux_epoll_wait(epoll, &tokens, &readiness, Int32(Self.endsMax), pause)
      for token in traced.union(tokens.prefix(max(0, Int(count)))) {
        if look(token) { traced.remove(token) } else { traced.insert(token) }
      }
    }
  }

  /// False if it cannot be reaped yet; the descriptor says no more of it then.
  private func look(_ token: UInt64) -> Bool {
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
    // A child that is just being started has a copy until its exec, and would keep it watched.
    _ = clinux_epoll_remove(epoll, watched.process)
    close(watched.process)
    watched.ended(ChildEnd(answer: answer, code: code, signal: signal))
    return true
  }

  private static let endsMax = 64
}
