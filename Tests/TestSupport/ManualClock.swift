// A wall clock whose hands are turned by the test. Its alarms ring as it is turned, in the caller's thread.
// Turned forwards, time passes; turned back, or stepped, it has been set, and the steady clock beside it goes on evenly.

package import JobCore
import Synchronization

/// A clock that stands still until it is turned, forwards or backwards.
package final class ManualClock: WallClock {
  fileprivate struct State {
    var now: Timestamp
    /// What has passed, whatever the hands show.
    var steadyMicros: Int64 = 0
    var alarms: [Int: Setting] = [:]
    var lastAlarm = 0
  }

  fileprivate struct Setting {
    var moment: Timestamp?
    let ring: @Sendable () -> Void
  }

  private let state: Mutex<State>

  package init(_ now: Timestamp = .noon) {
    state = Mutex(State(now: now))
  }

  package func now() -> Timestamp {
    state.withLock(\.now)
  }

  package func steadyMicros() -> Int64 {
    state.withLock(\.steadyMicros)
  }

  package func makeAlarm(_ ring: @escaping @Sendable () -> Void) -> any Alarm {
    let id = state.withLock { state in
      state.lastAlarm += 1
      state.alarms[state.lastAlarm] = Setting(moment: nil, ring: ring)
      return state.lastAlarm
    }
    return ManualAlarm(clock: self, id: id)
  }

  package func advance(byMicros micros: Int64) {
    turn(to: now().advanced(byMicros: micros))
  }

  /// Turns the hands; an alarm whose moment has come rings, once. Back, and all of them ring.
  package func turn(to moment: Timestamp) {
    let rings = state.withLock { state in
      let isBack = moment < state.now
      if !isBack { state.steadyMicros += moment.micros(since: state.now) }
      state.now = moment
      return isBack ? state.alarms.values.map(\.ring) : state.takeDueRings()
    }
    for ring in rings { ring() }
  }

  /// Somebody sets the clock, ahead or back: no time passes, and all alarms ring.
  package func step(byMicros micros: Int64) {
    let rings = state.withLock { state in
      state.now = state.now.advanced(byMicros: micros)
      return state.alarms.values.map(\.ring)
    }
    for ring in rings { ring() }
  }

  /// The moments alarms are set to.
  package var moments: [Timestamp] {
    state.withLock { $0.alarms.values.compactMap(\.moment).sorted() }
  }

  fileprivate func set(_ id: Int, _ moment: Timestamp?) {
    let rings = state.withLock { state in
      state.alarms[id]?.moment = moment
      return state.takeDueRings()
    }
    for ring in rings { ring() }
  }

  fileprivate func forget(_ id: Int) {
    state.withLock { $0.alarms[id] = nil }
  }
}

extension ManualClock.State {
  fileprivate mutating func takeDueRings() -> [@Sendable () -> Void] {
    var rings: [@Sendable () -> Void] = []
    for (id, setting) in alarms {
      guard let moment = setting.moment, moment <= now else { continue }
      alarms[id]?.moment = nil
      rings.append(setting.ring)
    }
    return rings
  }
}

private final class ManualAlarm: Alarm {
  private let clock: ManualClock
  private let id: Int

  init(clock: ManualClock, id: Int) {
    self.clock = clock
    self.id = id
  }

  deinit {
    clock.forget(id)
  }

  func set(_ moment: Timestamp?) {
    clock.set(id, moment)
  }
}

extension Timestamp {
  /// The moment at which the clocks of tests start.
  package static let noon = Timestamp(micros: 1_800_000_000_000_000)

  package static func + (moment: Timestamp, micros: Int64) -> Timestamp {
    moment.advanced(byMicros: micros)
  }

  package static func - (moment: Timestamp, micros: Int64) -> Timestamp {
    moment.advanced(byMicros: -micros)
  }
}
