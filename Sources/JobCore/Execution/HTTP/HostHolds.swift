// The owner of holds: which hosts asked to be left alone, until when, and how many requests at once they get after
// that. What it decides about a host it tells that host's pool, so that jobs of it wait in the store.

import Synchronization

/// Hosts that are held or only just back.
///
/// After a hold one request goes out as a probe; as answers come that are no new hold, two at once, then four, and so
/// on up to `Limits.hostRampMax`, from where the host counts as recovered and is forgotten.
final class HostHolds: Sendable {
  private struct Entry {
    /// Held until then; `nil` once the hold is over.
    var until: Timestamp?
    /// How long the hold was asked for: it never lasts longer than this from now, even if the clock is set back.
    var forMicros: Int64 = 0
    /// Requests at once, and answers since that number was last raised.
    var room = 0
    var answers = 0
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var alarmAt: Timestamp?
    var alarm: (any Alarm)?
  }

  private let state = Mutex(State())
  private let clock: any WallClock
  /// Gives a host's pool so much room, or (`nil`) as much as it likes. Called under the lock, so that of two changes
  /// the later one stays; it must not call back.
  private let setRoom: @Sendable (_ origin: String, _ room: Int?) -> Void

  init(clock: any WallClock, setRoom: @escaping @Sendable (_ origin: String, _ room: Int?) -> Void) {
    self.clock = clock
    self.setRoom = setRoom
  }

  /// Whether a request may go out now.
  ///
  /// - Parameter isCounted: the job came through the host's pool, which has counted it. Others are let through only
  ///   when there is nothing to count.
  func admits(_ origin: HTTPOrigin, isCounted: Bool) -> Bool {
    state.withLock { state in
      guard let entry = state.entries[origin.text] else { return true }
      return entry.until == nil && isCounted
    }
  }

  /// Whether the host has asked to be left alone and the time is not over.
  func isHeld(_ origin: HTTPOrigin) -> Bool {
    until(origin.text) != nil
  }

  /// When the hold of an origin ends; `nil` if there is none.
  func until(_ origin: String) -> Timestamp? {
    state.withLock { $0.entries[origin]?.until }
  }

  /// Whether the host is only just back and gets few requests at a time.
  func isRamping(_ origin: String) -> Bool {
    state.withLock { state in state.entries[origin].map { $0.until == nil } ?? false }
  }

  /// The host asked to be left alone; a longer hold outweighs a shorter one.
  func hold(_ origin: HTTPOrigin, forMicros micros: Int64) {
    let now = clock.now()
    state.withLock { state in
      let name = origin.text
      if state.entries[name] == nil { makeRoom(&state) }
      var entry = Self.cut(state.entries[name] ?? Entry(), now: now)
      let until = now.advanced(byMicros: micros)
      if entry.until.map({ $0 < until }) ?? true { (entry.until, entry.forMicros) = (until, micros) }
      entry.room = 0
      entry.answers = 0
      state.entries[name] = entry
      setRoom(name, 0)
      setAlarm(&state, until)
    }
  }

  /// The host gave an answer that is no new hold.
  func answered(_ origin: HTTPOrigin) {
    state.withLock { state in
      let name = origin.text
      guard var entry = state.entries[name], entry.until == nil else { return }
      entry.answers += 1
      if entry.answers >= entry.room {
        entry.room *= 2
        entry.answers = 0
        if entry.room > Limits.hostRampMax {
          state.entries[name] = nil
          setRoom(name, nil)
          return
        }
        setRoom(name, entry.room)
      }
      state.entries[name] = entry
    }
  }

  /// Holds that are over let one request out. Also rings when the clock was set back.
  private func ring() {
    let now = clock.now()
    state.withLock { state in
      state.alarmAt = nil
      var next: Timestamp?
      for (name, stored) in state.entries {
        let entry = Self.cut(stored, now: now)
        guard let until = entry.until else { continue }
        if until > now {
          state.entries[name] = entry
          next = min(next ?? until, until)
          continue
        }
        state.entries[name] = Entry(until: nil, room: 1)
        setRoom(name, 1)
      }
      if let next { setAlarm(&state, next) }
    }
  }

  private static func cut(_ entry: Entry, now: Timestamp) -> Entry {
    var entry = entry
    entry.until = entry.until.map { ClockPolicy.cut($0, lasting: entry.forMicros, now: now) }
    return entry
  }

  /// One alarm, made with the first hold; it rings at the earliest end.
  private func setAlarm(_ state: inout State, _ moment: Timestamp) {
    if let alarmAt = state.alarmAt, alarmAt <= moment { return }
    state.alarmAt = moment
    let alarm = state.alarm ?? clock.makeAlarm { [weak self] in self?.ring() }
    state.alarm = alarm
    alarm.set(moment)
  }

  /// Too many hosts: one that is back already is forgotten, else the one whose hold ends first.
  private func makeRoom(_ state: inout State) {
    if state.entries.count < Limits.hostHoldsMax { return }
    let victim = state.entries.min { ($0.value.until?.micros ?? .min) < ($1.value.until?.micros ?? .min) }
    guard let victim else { return }
    state.entries[victim.key] = nil
    setRoom(victim.key, nil)
  }
}
