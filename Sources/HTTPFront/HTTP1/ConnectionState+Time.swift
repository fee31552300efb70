// What a connection waits for, and what becomes of it when it has waited too long.

import NIOCore

extension ConnectionState {
  /// While the peer does not take what is written, there is a deadline; taking some of it moves the deadline.
  mutating func flushed(unsent: Int, now: NIODeadline) -> [ConnectionAction] {
    let hasMoved = outgoing.note(unsent: unsent)
    switch phase {
    case .serving, .idle: break
    // What was taken is noted here, and the timer would not hear of it.
    case .closing: return hasMoved && unsent > 0 ? wait(for: .write, now) : []
    // They have deadlines of their own.
    case .receiving, .discarding, .lingering: return []
    }
    if unsent > 0 { return deadline.cause != .write || hasMoved ? wait(for: .write, now) : [] }
    guard deadline.cause == .write else { return [] }
    if case .idle = phase { return waitForNext(now) }
    deadline.stop()
    return []
  }

  mutating func timerFired(unsent: Int, now: NIODeadline) -> [ConnectionAction] {
    let hasMoved = outgoing.note(unsent: unsent)
    return switch deadline.fired(now: now) {
    case .nothing: []
    case .later(let at): [.wakeAt(at)]
    case .expired(.write) where hasMoved: wait(for: .write, now)
    // The last of a streamed answer, which a slow peer is still taking.
    case .expired(.idle) where hasMoved && unsent > 0: wait(for: .write, now)
    case .expired(let cause): expire(cause, now)
    }
  }

  private mutating func expire(_ cause: DeadlineCause, _ now: NIODeadline) -> [ConnectionAction] {
    switch cause {
    case .header, .body:
      if case .discarding = phase { return closeAfterWrites(now) }
      return fail(.fault(.tooSlow(cause == .header ? "headers" : "body")), now)
    // Answers that were not taken in all that time will not be taken while closing either.
    case .firstByte, .idle: return outgoing.isTaken ? closeAfterWrites(now) : [.close]
    case .write, .linger: return [.close]
    }
  }

  /// Waits for the next request, or for the rest of its head.
  mutating func waitForNext(_ now: NIODeadline) -> [ConnectionAction] {
    wait(for: input.hasBegunHead && !isMoreWaiting ? .header : .idle, now)
  }

  mutating func wait(for cause: DeadlineCause, _ now: NIODeadline) -> [ConnectionAction] {
    if cause == .body { bodyBytesSinceWait = 0 }
    return deadline.wait(for: cause, now: now).map { [ConnectionAction.wakeAt($0)] } ?? []
  }
}
