// One alarm for the earliest of many moments: set by its owner after each round, moved forward by commits.

import Synchronization

/// An alarm that keeps the earliest moment noted.
final class EarliestAlarm: Sendable {
  private struct State {
    var moment: Timestamp?
    var notBefore = Timestamp(micros: 0)
  }

  /// One element for each time the alarm has rung since the last look.
  let rings: AsyncStream<Void>
  private let alarm: any Alarm
  private let state = Mutex(State())

  init(_ clock: any WallClock) {
    let (rings, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    self.rings = rings
    alarm = clock.makeAlarm { continuation.yield() }
  }

  /// Sets the alarm to `moment`, or to `notBefore` if that is later; `nil` is never.
  func set(_ moment: Timestamp?, notBefore: Timestamp) {
    state.withLock { state in
      state.notBefore = notBefore
      state.moment = moment.map { max($0, notBefore) }
      alarm.set(state.moment)
    }
  }

  /// Something is due at `moment`: the alarm rings then, if not before.
  func note(_ moment: Timestamp) {
    state.withLock { state in
      let next = max(moment, state.notBefore)
      if let current = state.moment, current <= next { return }
      state.moment = next
      alarm.set(next)
    }
  }

  /// Forgets what was noted.
  func clear() {
    state.withLock { state in
      state.moment = nil
      alarm.set(nil)
    }
  }
}
