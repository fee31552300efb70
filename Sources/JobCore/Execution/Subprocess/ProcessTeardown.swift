// Ending a child: TERM to its process group, a grace, then KILL. The state of the job changes only when the process
// is gone, so this only sends; the executor waits.

import Dispatch
import Glibc
import Synchronization

/// The escalation for one child.
final class ProcessTeardown: Sendable {
  private struct State {
    var pid: pid_t?
    var pending: StopOrder?
    var wasStopped = false
    /// It has got TERM: who hastens its end does not say it twice.
    var isTold = false
    var isGone = false
  }

  private let state = Mutex(State())
  private static let queue = DispatchQueue(label: "jobd.teardown", qos: .userInitiated)

  /// Carries out `order`; before the child is there, as soon as it is.
  func stop(_ order: StopOrder) {
    let pid: pid_t? = state.withLock { state in
      if state.isGone { return nil }
      if state.pid == nil { state.pending = state.pending.map { min($0, order) } ?? order }
      state.wasStopped = true
      return state.pid
    }
    if let pid { escalate(pid, order) }
  }

  /// The child has been started.
  func attach(_ pid: pid_t) {
    let pending = state.withLock { state in
      state.pid = pid
      return state.pending
    }
    if let pending { escalate(pid, pending) }
  }

  /// The leader of the group is gone. What it leaves behind after a stop is killed; after an end of its own it may
  /// live on, as a daemon started by a job does.
  func leaderEnded() {
    let leftovers: pid_t? = state.withLock { state in
      defer { state.isGone = true }
      return state.wasStopped ? state.pid : nil
    }
    if let leftovers { killpg(leftovers, SIGKILL) }
  }

  /// Of two orders the earlier KILL counts.
  private func escalate(_ pid: pid_t, _ order: StopOrder) {
    if order.graceMicros <= 0 { return send(SIGKILL, to: pid) }
    let isFirst = state.withLock { state in
      defer { state.isTold = true }
      return !state.isTold
    }
    if isFirst {
      send(SIGTERM, to: pid)
      // A stopped process handles TERM only once it goes on.
      send(SIGCONT, to: pid)
    }
    Self.queue.asyncAfter(deadline: .now() + .microseconds(Int(order.graceMicros))) { [weak self] in
      self?.send(SIGKILL, to: pid)
    }
  }

  /// Signals the group while its leader is not reaped: until then the number cannot belong to anyone else.
  private func send(_ signal: Int32, to pid: pid_t) {
    state.withLock { state in
      if !state.isGone { killpg(pid, signal) }
    }
  }
}
