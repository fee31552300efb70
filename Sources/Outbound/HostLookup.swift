// Looks names up on a few threads of its own, so that a name server that is slow holds up neither the cooperative
// pool nor, for longer than it must, the names of others. Answers are kept for a while.

import Glibc
import JobCore
import Synchronization

/// The look-ups of a daemon.
///
/// Threads begin when there is a name to look up and end when there is none: idle, it costs nothing.
final class HostLookup: Sendable {
  typealias Answer = Result<HostAddresses, LookupFailure>

  private struct State {
    var kept: [String: (addresses: HostAddresses, until: ContinuousClock.Instant)] = [:]
    /// Who waits for which name; a name for which nobody waits any more is not looked up.
    var waiters: [String: [Int: CheckedContinuation<Answer, Never>]] = [:]
    /// Names that no thread has taken yet, oldest first.
    var queue: [String] = []
    var threads = 0
    var lastWaiter = 0
    /// Whose look-up was cut off before it waited.
    var cutOff: Set<Int> = []

    /// The number of answers is bounded: when there are too many, the old ones are dropped, and if none is old, all.
    mutating func keep(_ addresses: HostAddresses, of name: String, at moment: ContinuousClock.Instant) {
      if kept.count >= Limits.lookupsKeptMax {
        kept = kept.filter { $0.value.until > moment }
        if kept.count >= Limits.lookupsKeptMax { kept = [:] }
      }
      kept[name] = (addresses, moment + .microseconds(Limits.lookupKeptMicros))
    }
  }

  private let state = Mutex(State())
  private let resolve: @Sendable (String) -> Answer
  private let now: @Sendable () -> ContinuousClock.Instant

  init(
    resolve: @escaping @Sendable (String) -> Answer = HostAddresses.resolve,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.resolve = resolve
    self.now = now
  }

  /// What `host` means; given up when the task is cancelled.
  func addresses(of host: String) async -> Answer {
    if let literal = HostAddresses.literal(host) { return .success(literal) }
    let name = host.lowercased()
    let id = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    // A cancellation that came when there was nobody left to tell.
    defer { state.withLock { _ = $0.cutOff.remove(id) } }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        join(name, id, continuation)
      }
    } onCancel: {
      leave(name, id)
    }
  }

  private func join(_ name: String, _ id: Int, _ continuation: CheckedContinuation<Answer, Never>) {
    let moment = now()
    let step: Step = state.withLock { state in
      if state.cutOff.contains(id) { return .answer(Self.cutOff(name)) }
      if let kept = state.kept[name] {
        if kept.until > moment { return .answer(.success(kept.addresses)) }
        state.kept[name] = nil
      }
      if state.waiters[name] != nil {
        state.waiters[name]?[id] = continuation
        return .wait
      }
      if state.queue.count >= Limits.lookupsWaitingMax {
        return .answer(.failure(LookupFailure(reason: "cannot resolve \(name): too many names are being looked up")))
      }
      state.waiters[name] = [id: continuation]
      state.queue.append(name)
      if state.threads >= Limits.lookupThreadsMax { return .wait }
      state.threads += 1
      return .startThread
    }
    switch step {
    case .wait: break
    case .answer(let answer): continuation.resume(returning: answer)
    case .startThread: if !startThread() { threadFailed() }
    }
  }

  private enum Step {
    case wait
    case startThread
    case answer(Answer)
  }

  private func leave(_ name: String, _ id: Int) {
    let waiting = state.withLock { state in
      guard let found = state.waiters[name]?.removeValue(forKey: id) else {
        // Cancelled before it waited, or answered already.
        state.cutOff.insert(id)
        return CheckedContinuation<Answer, Never>?.none
      }
      if state.waiters[name]?.isEmpty == true, let place = state.queue.firstIndex(of: name) {
        state.queue.remove(at: place)
        state.waiters[name] = nil
      }
      return found
    }
    waiting?.resume(returning: Self.cutOff(name))
  }

  private static func cutOff(_ name: String) -> Answer {
    .failure(LookupFailure(reason: "looking up \(name) was cut off"))
  }

  /// Who waits, and the threads that look names up.
  var load: (waiters: Int, threads: Int) {
    state.withLock { state in (state.waiters.values.reduce(0) { $0 + $1.count }, state.threads) }
  }

  // MARK: The threads

  private func startThread() -> Bool {
    var thread: pthread_t = 0
    let lookup = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<HostLookup>.fromOpaque(argument).takeRetainedValue().work() }
        return nil
      }, lookup.toOpaque())
    if code == 0 { pthread_detach(thread) } else { lookup.release() }
    return code == 0
  }

  /// No thread could be made: threads that run go on with the queue; if there are none, nobody would, so everybody who
  /// waits is told.
  private func threadFailed() {
    let orphans = state.withLock { state in
      state.threads -= 1
      if state.threads > 0 { return [CheckedContinuation<Answer, Never>]() }
      let names = state.queue
      state.queue = []
      return names.flatMap { state.waiters.removeValue(forKey: $0)?.values.map { $0 } ?? [] }
    }
    for orphan in orphans {
      orphan.resume(returning: .failure(LookupFailure(reason: "there is no thread to look names up")))
    }
  }

  /// Looks names up until there is none.
  private func work() {
    while let name = next() {
      let answer = resolve(name)
      let moment = now()
      let waiting = state.withLock { state in
        if case .success(let addresses) = answer {
          state.keep(addresses, of: name, at: moment)
        }
        return state.waiters.removeValue(forKey: name)?.values.map { $0 } ?? []
      }
      for waiter in waiting { waiter.resume(returning: answer) }
    }
  }

  private func next() -> String? {
    state.withLock { state in
      if state.queue.isEmpty {
        state.threads -= 1
        return nil
      }
      return state.queue.removeFirst()
    }
  }
}
