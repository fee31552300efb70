// The one timer for the next due job: the store says when, the alarm rings, the store promotes.

import Synchronization

/// Wakes the store for due times and deadlines.
final class DueClock: Sendable {
  private struct State {
    var due: Timestamp?
    /// The same moment by the monotonic clock, reckoned when the alarm was set.
    var steadyDue = Timestamp(micros: 0)
    var lagMicros: Int64 = 0
    /// The store tells this clock of its commits: two that held each other would never go.
    weak var store: (any DueStore)?
  }

  private let clock: any WallClock
  private let state: Shared
  private let alarm: any Alarm

  /// What the alarm's ring shares with its owner.
  private final class Shared: Sendable {
    let value = Mutex(State())
  }

  init(_ clock: any WallClock) {
    self.clock = clock
    let state = Shared()
    self.state = state
    alarm = clock.makeAlarm {
      let now = clock.now()
      let steady = Timestamp(micros: clock.steadyMicros())
      let store = state.value.withLock { state in
        // Only what is late by both clocks is late: setting the wall clock makes nothing late.
        if let due = state.due {
          state.lagMicros = max(0, min(now.micros(since: due), steady.micros(since: state.steadyDue)))
        }
        return state.store
      }
      store?.promoteDue(now: now)
    }
  }

  func attach(_ store: any DueStore) {
    state.value.withLock { $0.store = store }
  }

  /// The next moment something is due; `nil` is never.
  func set(_ due: Timestamp?) {
    let left = due?.micros(since: clock.now()) ?? 0
    let steadyDue = Timestamp(micros: clock.steadyMicros()).advanced(byMicros: left)
    state.value.withLock { state in
      state.due = due
      state.steadyDue = steadyDue
    }
    alarm.set(due)
  }

  /// How late the last ring was.
  var lagMicros: Int64 {
    state.value.withLock(\.lagMicros)
  }
}
