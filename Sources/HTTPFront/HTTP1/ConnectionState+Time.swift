// What a connection waits for, and what becomes of it when it has waited too long.

import NIOCore

extension ConnectionState {
  /// While the peer does not take what is written, there is a deadline; taking some of it moves the deadline.
  mutating func flushed(isWritable: Bool, now: NIODeadline) -> [ConnectionAction] {
    guard isServing else { return [] }
    if !isWritable { return wait(for: .write, now) }
    if deadline.cause == .write { deadline.stop() }
    return []
  }

  mutating func timerFired(isWritable: Bool, now: NIODeadline) -> [ConnectionAction] {
    switch deadline.fired(now: now) {
    case .nothing: []
    case .later(let at): [.wakeAt(at)]
    case .expired(let cause): expire(cause, isWritable: isWritable, now)
    }
  }

  private mutating func expire(_ cause: DeadlineCause, isWritable: Bool, _ now: NIODeadline) -> [ConnectionAction] {
    switch cause {
    case .header, .body:
      if case .discarding = phase { return closeAfterWrites(now) }
      return fail(.fault(.tooSlow(cause == .header ? "headers" : "body")), now)
    // Answers that were not taken in all that time will not be taken while closing either.
    case .idle: return isWritable ? closeAfterWrites(now) : [.close]
    case .write, .linger: return [.close]
    }
  }

  mutating func wait(for cause: DeadlineCause, _ now: NIODeadline) -> [ConnectionAction] {
    deadline.wait(for: cause, now: now).map { [ConnectionAction.wakeAt($0)] } ?? []
  }
}
