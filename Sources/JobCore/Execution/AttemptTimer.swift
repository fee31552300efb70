// The limits of a running attempt: its timeout from its start, and the job's deadline on the wall clock.

import Dispatch
import Synchronization

/// Stops an attempt when its time is up. Costs nothing for attempts without limits.
final class AttemptTimer: Sendable {
  private struct State {
    var timers: [any DispatchSourceTimer] = []
    var timeoutMicros: Int64?
    var deadline: Timestamp?
    var isStarted = false
    var isEnded = false
    /// How long the timeout's clock has been held, up to `heldSince` if it is held now.
    var heldMicros: Int64 = 0
    var heldSince: DispatchTime?

    /// Whether the time of this limit is up.
    func isOver(_ cause: StopCause, since start: DispatchTime) -> Bool {
      if case .deadline = cause { return deadline.map { $0 <= SystemClock().now() } ?? false }
      return timeoutMicros.map { $0 <= passedMicros(since: start) } ?? false
    }

    /// The time that counts against the timeout.
    func passedMicros(since start: DispatchTime) -> Int64 {
      AttemptTimer.micros(from: start, to: heldSince ?? .now()) - heldMicros
    }
  }

  /// Safe: the sources are only reached under the lock.
  private let state: Mutex<SendableBox>
  private let control: AttemptControl
  private let startedAt = DispatchTime.now()
  /// Holds where the job has no limit of its own.
  private let timeoutDefault: Int64?
  private static let queue = DispatchQueue(label: "jobd.attempt.timer", qos: .userInitiated)

  /// Safe: of what it holds only the dispatch sources are not Sendable. They may be used from any thread, and like the
  /// rest they are reached under the lock alone.
  private struct SendableBox: @unchecked Sendable {
    var value: State
    init(_ value: State) { self.value = value }
  }

  /// The limits as they were when the attempt was claimed; `nil` is no limit.
  init(
    _ control: AttemptControl, timeoutMicros: Int64?, deadline: Timestamp?, timeoutDefault: Int64? = nil
  ) {
    self.control = control
    self.timeoutDefault = timeoutDefault
    var limits = State()
    limits.timeoutMicros = timeoutMicros ?? timeoutDefault
    limits.deadline = deadline
    state = Mutex(SendableBox(limits))
  }

  /// The work begins: from now on the limits hold. Returns the timeout, which may have been changed since the claim.
  func start() -> Int64? {
    state.withLock { box in
      box.value.isStarted = true
      arm(&box.value)
      return box.value.timeoutMicros
    }
  }

  /// Changes the limits, also before the work begins.
  func set(timeoutMicros: Int64?, deadline: Timestamp?) {
    state.withLock { box in
      box.value.timeoutMicros = timeoutMicros ?? timeoutDefault
      box.value.deadline = deadline
      arm(&box.value)
    }
  }

  /// Holds the timeout's clock, or lets it go on; the deadline is the wall clock's matter.
  func setHeld(_ isHeld: Bool) {
    state.withLock { box in
      if isHeld == (box.value.heldSince != nil) { return }
      if let since = box.value.heldSince {
        box.value.heldMicros += Self.micros(from: since, to: .now())
        box.value.heldSince = nil
      } else {
        box.value.heldSince = .now()
      }
      arm(&box.value)
    }
  }

  private static func micros(from start: DispatchTime, to end: DispatchTime) -> Int64 {
    Int64(clamping: (max(end, start).uptimeNanoseconds - start.uptimeNanoseconds) / 1_000)
  }

  private func arm(_ state: inout State) {
    if !state.isStarted || state.isEnded { return }
    for timer in state.timers { timer.cancel() }
    state.timers = []
    if let timeoutMicros = state.timeoutMicros, state.heldSince == nil {
      let timer = makeTimer(.timeout)
      let passed = state.passedMicros(since: startedAt)
      let look = min(timeoutMicros, passed + Limits.timerAheadMicrosMax) + state.heldMicros
      timer.schedule(deadline: startedAt + .microseconds(Int(look)), leeway: .nanoseconds(0))
      state.timers.append(timer)
    }
    if let deadline = state.deadline {
      let timer = makeTimer(.deadline)
      timer.schedule(wallDeadline: .look(for: deadline), leeway: .nanoseconds(0))
      state.timers.append(timer)
    }
    for timer in state.timers { timer.activate() }
  }

  private func makeTimer(_ cause: StopCause) -> any DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource(queue: Self.queue)
    timer.setEventHandler { [weak self] in self?.look(cause) }
    return timer
  }

  /// A timer has fired: either the time is up, or it is far off and this was only a look in between.
  private func look(_ cause: StopCause) {
    let isOver = state.withLock { box in
      if box.value.isEnded { return false }
      if box.value.isOver(cause, since: startedAt) { return true }
      arm(&box.value)
      return false
    }
    if isOver { control.stop(cause) }
  }

  func end() {
    state.withLock { box in
      box.value.isEnded = true
      for timer in box.value.timers { timer.cancel() }
      box.value.timers = []
    }
  }
}
