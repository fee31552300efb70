// Ending a child: TERM to its process group, a grace, then KILL. The state of the job changes only when its processes
// are gone, so this only sends, and says when that is.

import Dispatch
import Glibc
import Synchronization

/// The escalation for one child and its group.
final class ProcessTeardown: Sendable {
  private struct State {
    var pid: pid_t?
    var wasStopped = false
    /// The grace is over.
    var isKilled = false
    /// Nothing is there to be signalled any more, or it is left behind.
    var isOver = false
    var givingUp: (@Sendable () -> Void)?
    /// Waits for the end of the group.
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())
  private let patienceMicros: Int64
  private static let queue = DispatchQueue(label: "jobd.teardown", qos: .userInitiated)

  /// - Parameter patienceMicros: from KILL to when the child is given up.
  init(patienceMicros: Int64 = Limits.killPatienceMicros) {
    self.patienceMicros = patienceMicros
  }

  /// Calls `body` if the child, or what is left of its group, does not end after KILL.
  func onGivingUp(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.givingUp = body }
  }

  /// Carries out `order`; before the child is there, as soon as it is. Of two orders the earlier KILL counts.
  func stop(_ order: StopOrder) {
    if order.graceMicros <= 0 { return kill() }
    state.withLock { state in
      // Who hastens its end does not say TERM twice.
      if !state.wasStopped { Self.terminate(state.pid, state.isOver) }
      state.wasStopped = true
    }
    Self.queue.asyncAfter(deadline: .now() + .microseconds(Int(order.graceMicros))) { [weak self] in self?.kill() }
  }

  /// The child has been started.
  func attach(_ pid: pid_t) {
    state.withLock { state in
      state.pid = pid
      // Also if it was given up before it was there.
      if state.isKilled { killpg(pid, SIGKILL) } else if state.wasStopped { Self.terminate(pid, false) }
    }
  }

  /// The leader of the group is gone. After a stop, returns when the rest of the group is too: it has what is left of
  /// the grace. After an end of its own, what it leaves may live on, as a daemon started by a job does.
  func leaderEnded() async {
    let group: pid_t? = state.withLock { state in
      if state.wasStopped && !state.isOver, let pid = state.pid { return pid }
      state.isOver = true
      return nil
    }
    guard let group else { return }
    let wait = GroupWatch.Wait()
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if !state.isOver { state.waiter = continuation }
        return state.isOver
      }
      if isOver { return continuation.resume() }
      GroupWatch.shared.begin(wait, group) { self.end() }
    }
    GroupWatch.shared.end(wait)
  }

  private func kill() {
    let isFirst = state.withLock { state in
      if state.isOver { return false }
      state.wasStopped = true
      // While the leader is not reaped, or others are in its group, the number cannot belong to anyone else.
      if let pid = state.pid { killpg(pid, SIGKILL) }
      defer { state.isKilled = true }
      return !state.isKilled
    }
    if !isFirst { return }
    Self.queue.asyncAfter(deadline: .now() + .microseconds(Int(patienceMicros))) { [weak self] in self?.giveUp() }
  }

  private func giveUp() {
    let body = state.withLock { $0.isOver ? nil : $0.givingUp }
    body?()
    end()
  }

  private func end() {
    let waiter = state.withLock { state in
      state.isOver = true
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  private static func terminate(_ pid: pid_t?, _ isOver: Bool) {
    guard let pid, !isOver else { return }
    killpg(pid, SIGTERM)
    // A stopped process handles TERM only once it goes on.
    killpg(pid, SIGCONT)
  }
}
