// The one deadline of a connection and the one timer behind it. The timer moves lazily: a busy keep-alive connection
// only notes a later deadline, and the timer that fires too early looks it up and is set again.

import NIOCore

/// What a connection is waiting for, which is also why it may be closed.
enum DeadlineCause {
  case firstByte
  case idle
  case header
  case body
  case write
  case linger
}

/// Until when a connection waits, and for what.
struct ConnectionDeadline {
  private let timeouts: HTTPTimeouts
  private var current: (at: NIODeadline, cause: DeadlineCause)?
  private var timerAt: NIODeadline?

  init(timeouts: HTTPTimeouts) {
    self.timeouts = timeouts
  }

  var cause: DeadlineCause? { current?.cause }

  /// Waits for `cause` from now on, and for nothing else; the time at which the timer has to fire, if that is new.
  mutating func wait(for cause: DeadlineCause, now: NIODeadline) -> NIODeadline? {
    let at = now + timeout(cause)
    current = (at, cause)
    if let timerAt, timerAt <= at { return nil }
    timerAt = at
    return at
  }

  /// The route has all the time it wants.
  mutating func stop() {
    current = nil
  }

  mutating func end() {
    current = nil
    timerAt = nil
  }

  /// What the timer that has fired is about.
  enum Firing: Equatable {
    /// Nothing is waited for.
    case nothing
    /// The deadline has moved.
    case later(NIODeadline)
    case expired(DeadlineCause)
  }

  mutating func fired(now: NIODeadline) -> Firing {
    timerAt = nil
    guard let current else { return .nothing }
    guard current.at <= now else {
      timerAt = current.at
      return .later(current.at)
    }
    self.current = nil
    return .expired(current.cause)
  }

  private func timeout(_ cause: DeadlineCause) -> TimeAmount {
    switch cause {
    case .firstByte: min(timeouts.firstByte, timeouts.idle)
    case .idle: timeouts.idle
    case .header: timeouts.header
    case .body: timeouts.body
    case .write: timeouts.write
    case .linger: timeouts.linger
    }
  }
}
