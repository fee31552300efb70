// Ending a child: TERM to its process group, a grace, then KILL. The state of the job changes only when its processes
// are gone, so this only sends, and says when that is. All other signals go this way, too, since they need the same
// proof that the number is still the child's.

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
    /// Its processes are stopped, or will be as soon as they are there.
    var isFrozen = false
    /// Nothing is there to be signalled any more, or it is left behind.
    var isOver = false
    var givingUp: (@Sendable () -> Void)?
    /// Waits for the end of the group.
    var waiter: CheckedContinuation<Void, Never>?
    var wait: GroupWatch.Wait?
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
      (state.wasStopped, state.isFrozen) = (true, false)
    }
    Self.queue.asyncAfter(deadline: .now() + .microseconds(Int(order.graceMicros))) { [weak self] in self?.kill() }
  }

  /// The child has been started.
  func attach(_ pid: pid_t) {
    state.withLock { state in
      state.pid = pid
      // Also if it was given up before it was there.
      if state.isKilled {
        killpg(pid, SIGKILL)
      } else if state.wasStopped {
        Self.terminate(pid, false)
      } else if state.isFrozen {
        killpg(pid, SIGSTOP)
      }
    }
  }

  /// The leader has ended, and `reap` takes it away if it answers true. Nobody signals meanwhile, and afterwards only
  /// who was told to before, as long as others are in the group: the number may be another's from then on.
  func reapLeader(_ reap: () -> Bool) {
    let left: (group: pid_t, wait: GroupWatch.Wait)? = state.withLock { state in
      if !reap() || state.isOver { return nil }
      guard state.wasStopped, let pid = state.pid, GroupWatch.exists(pid) else {
        // Somebody has killed it alone where it stood: what it leaves may live on, and not stand still for ever.
        if state.isFrozen, let pid = state.pid, GroupWatch.exists(pid) { killpg(pid, SIGCONT) }
        (state.isOver, state.isFrozen) = (true, false)
        return nil
      }
      let wait = GroupWatch.Wait()
      state.wait = wait
      return (pid, wait)
    }
    guard let left else { return }
    GroupWatch.shared.begin(left.wait, left.group) { self.end() }
  }

  /// The leader of the group is gone, or given up. After a stop, returns when the rest of the group is gone too: it has
  /// what is left of the grace. After an end of its own, what it leaves may live on, as a daemon started by a job does.
  func leaderEnded() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        // There is none, or it has not been stopped.
        if state.pid == nil || !state.wasStopped { state.isOver = true }
        if !state.isOver { state.waiter = continuation }
        return state.isOver
      }
      if isOver { continuation.resume() }
    }
  }

  private func kill() {
    let isFirst = state.withLock { state in
      if state.isOver { return false }
      (state.wasStopped, state.isFrozen) = (true, false)
      // While the leader is not reaped, or others are in its group, the number cannot belong to anyone else; see
      // `reapLeader`.
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
    let (waiter, wait) = state.withLock { state in
      state.isOver = true
      defer { (state.waiter, state.wait) = (nil, nil) }
      return (state.waiter, state.wait)
    }
    if let wait { GroupWatch.shared.end(wait) }
    waiter?.resume()
  }

  private static func terminate(_ pid: pid_t?, _ isOver: Bool) {
    guard let pid, !isOver else { return }
    killpg(pid, SIGTERM)
    // A stopped process handles TERM only once it goes on.
    killpg(pid, SIGCONT)
  }
}

/// What is asked of the command by way of `ChildControl`.
extension ProcessTeardown {
  func signal(_ number: Int32) -> Bool {
    state.withLock { state in
      guard let pid = state.pid, !state.isOver else { return false }
      if state.isFrozen && number == SIGCONT { return true }
      return killpg(pid, number) == 0
    }
  }

  func freeze() {
    state.withLock { state in
      if state.wasStopped || state.isOver { return }
      state.isFrozen = true
      if let pid = state.pid { killpg(pid, SIGSTOP) }
    }
  }

  func thaw() {
    state.withLock { state in
      if !state.isFrozen { return }
      state.isFrozen = false
      if let pid = state.pid, !state.isOver { killpg(pid, SIGCONT) }
    }
  }
}
