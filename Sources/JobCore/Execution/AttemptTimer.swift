// The limits of a running attempt: its timeout from its start, and the job's deadline on the wall clock.

import Dispatch
import Glibc
import Synchronization

/// Stops an attempt when its time is up. Costs nothing for attempts without limits.
final class AttemptTimer: Sendable {
  private struct State {
    var timers: [any DispatchSourceTimer] = []
    var isEnded = false
  }

  /// Safe: the sources are only reached under the lock.
  private let state = Mutex(SendableBox(State()))
  private let control: AttemptControl
  private let startedAt = DispatchTime.now()
  private static let queue = DispatchQueue(label: "jobd.attempt.timer", qos: .userInitiated)

  /// Safe: a dispatch source may be used from any thread; the box only tells the compiler so.
  private struct SendableBox: @unchecked Sendable {
    var value: State
    init(_ value: State) { self.value = value }
  }

  init(_ control: AttemptControl) {
    self.control = control
  }

  /// Sets the limits, or changes them while the attempt runs; `nil` is no limit.
  func set(timeoutMicros: Int64?, deadline: Timestamp?) {
    state.withLock { box in
      if box.value.isEnded { return }
      for timer in box.value.timers { timer.cancel() }
      box.value.timers = []
      if let timeoutMicros {
        let timer = DispatchSource.makeTimerSource(queue: Self.queue)
        timer.schedule(deadline: startedAt + .microseconds(Int(timeoutMicros)), leeway: .nanoseconds(0))
        box.value.timers.append(start(timer, .timeout))
      }
      if let deadline {
        let timer = DispatchSource.makeTimerSource(queue: Self.queue)
        let micros = max(0, deadline.micros)
        let time = timespec(tv_sec: Int(micros / 1_000_000), tv_nsec: Int(micros % 1_000_000) * 1_000)
        timer.schedule(wallDeadline: DispatchWallTime(timespec: time), leeway: .nanoseconds(0))
        box.value.timers.append(start(timer, .deadline))
      }
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
