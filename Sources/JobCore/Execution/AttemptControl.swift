// The handle on a running attempt for those who want it to stop: cancel, its own limits, the daemon's end.

import Synchronization

/// How an attempt is to be stopped.
struct StopOrder: Hashable, Comparable, Sendable {
  /// From TERM to KILL, in microseconds; 0 is KILL at once.
  var graceMicros: Int64

  static func < (left: StopOrder, right: StopOrder) -> Bool { left.graceMicros < right.graceMicros }
}

/// Tells one attempt to stop, and remembers why.
///
/// The first order starts the executor's escalation; later ones may raise its cause, and hasten it if they say a
/// shorter grace, which runs from then on: none makes the attempt's time longer.
final class AttemptControl: Sendable {
  private struct State {
    var cause: StopCause?
    var reason: String?
    var order: StopOrder?
    var handler: (@Sendable (StopOrder) -> Void)?
    var command: (any RunningCommand)?
    var isFrozen = false
    var isEnded = false
  }

  private let state = Mutex(State())
  private let graceMicros: Int64

  init(graceMicros: Int64) {
    self.graceMicros = graceMicros
  }

  /// The strongest cause so far, and what the one who cancelled said.
  var stopped: (cause: StopCause, reason: String?)? {
    state.withLock { state in state.cause.map { ($0, state.reason) } }
  }

  /// Asks the attempt to stop.
  func stop(_ cause: StopCause, reason: String? = nil, graceMicros grace: Int64? = nil) {
    deliver(cause, reason, StopOrder(graceMicros: grace ?? graceMicros), isSaid: grace != nil)
  }

  /// Ends the attempt at once.
  func kill(_ cause: StopCause) {
    deliver(cause, nil, StopOrder(graceMicros: 0), isSaid: true)
  }

  private func deliver(_ cause: StopCause, _ reason: String?, _ order: StopOrder, isSaid: Bool) {
    let handler: (@Sendable (StopOrder) -> Void)? = state.withLock { state in
      if state.isEnded { return nil }
      if state.cause.map({ $0 < cause }) ?? true {
        state.cause = cause
        state.reason = reason
      }
      let isNews = state.order.map { isSaid && order.graceMicros < $0.graceMicros } ?? true
      if isNews { state.order = order }
      return isNews ? state.handler : nil
    }
    handler?(order)
  }

  /// The executor's way to stop; called at once if the order came first, and again if it is hastened.
  func onStop(_ handler: @escaping @Sendable (StopOrder) -> Void) {
    let early: StopOrder? = state.withLock { state in
      state.handler = handler
      return state.order
    }
    if let early { handler(early) }
  }

  /// The executor runs a command: signals and freezes go to it, one that came early at once.
  func runs(_ command: any RunningCommand) {
    state.withLock { state in
      state.command = command
      if state.isFrozen { command.freeze() }
    }
  }

  /// False if there is no process that takes it.
  func signal(_ number: Int32) -> Bool {
    state.withLock(\.command)?.signal(number) ?? false
  }

  /// Whether its command is to stand still.
  var isFrozen: Bool { state.withLock(\.isFrozen) }

  /// Sends input to the attempt's command.
  func send(_ order: InputOrder) async -> InputAnswer {
    guard let command = state.withLock(\.command) else { return .refused(.over(acceptedBytes: 0)) }
    return await command.send(order)
  }

  /// Stops the attempt's command where it is, or lets it go on. Under the lock, so that of two the later one counts.
  func setFrozen(_ isFrozen: Bool) {
    state.withLock { state in
      state.isFrozen = isFrozen
      if isFrozen { state.command?.freeze() } else { state.command?.thaw() }
    }
  }

  /// The work has ended: orders that come now are too late.
  func end() {
    state.withLock { state in
      state.isEnded = true
      (state.handler, state.command) = (nil, nil)
    }
  }
}
