// The limits of a running attempt: its timeout from its start, and the job's deadline on the wall clock.

import Dispatch
import Glibc
import Synchronization

/// Stops an attempt when its time is up. Costs nothing for attempts without limits.
final class AttemptTimer: Sendable {
  private struct State {
    var timers: [any DispatchSourceTimer] = []
    var timeoutMicros: Int64?
    var deadline: Timestamp?
    var isStarted = false
    var isEnded = false
  }

  /// Safe: the sources are only reached under the lock.
  private let state: Mutex<SendableBox>
  private let control: AttemptControl
  private let startedAt = DispatchTime.now()
  /// Holds where the job has no limit of its own.
  private let timeoutDefault: Int64?
  private static let queue = DispatchQueue(label: "jobd.attempt.timer", qos: .userInitiated)

  /// Safe: a dispatch source may be used from any thread; the box only tells the compiler so.
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

  private func arm(_ state: inout State) {
    if !state.isStarted || state.isEnded { return }
    for timer in state.timers { timer.cancel() }
    state.timers = []
    if let timeoutMicros = state.timeoutMicros {
      let timer = DispatchSource.makeTimerSource(queue: Self.queue)
      timer.schedule(deadline: startedAt + .microseconds(Int(timeoutMicros)), leeway: .nanoseconds(0))
      state.timers.append(start(timer, .timeout))
    }
    if let deadline = state.deadline {
      let timer = DispatchSource.makeTimerSource(queue: Self.queue)
      let micros = max(0, deadline.micros)
      let time = timespec(tv_sec: Int(micros / 1_000_000), tv_nsec: Int(micros % 1_000_000) * 1_000)
      timer.schedule(wallDeadline: DispatchWallTime(timespec: time), leeway: .nanoseconds(0))
      state.timers.append(start(timer, .deadline))
    }
  }

  private func start(_ timer: any DispatchSourceTimer, _ cause: StopCause) -> any DispatchSourceTimer {
    timer.setEventHandler { [control] in control.stop(cause) }
    timer.activate()
    return timer
  }

  func end() {
    state.withLock { box in
      box.value.isEnded = true
      for timer in box.value.timers { timer.cancel() }
      box.value.timers = []
    }
  }
}
