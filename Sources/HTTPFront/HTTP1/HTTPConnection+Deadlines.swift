// The one timer of a connection. It moves lazily: a busy keep-alive connection only notes a later deadline, and the
// timer that fires too early looks it up and sets itself again.

import NIOCore

/// What a connection is waiting for, which is also why it may be closed.
enum DeadlineCause {
  case idle
  case header
  case body
  case write
  case linger
}

extension HTTPConnection {
  /// Waits for `cause` from now on, and for nothing else.
  func wait(for cause: DeadlineCause) {
    let timeouts = service.timeouts
    let amount: TimeAmount =
      switch cause {
      case .idle: timeouts.idle
      case .header: timeouts.header
      case .body: timeouts.body
      case .write: timeouts.write
      case .linger: timeouts.linger
      }
    let at = NIODeadline.now() + amount
    deadline = (at, cause)
    if let timer, timer.at <= at { return }
    timer?.scheduled.cancel()
    setTimer(at)
  }

  /// The route has all the time it wants.
  func stopWaiting() {
    deadline = nil
  }

  func stopTimer() {
    deadline = nil
    timer?.scheduled.cancel()
    timer = nil
  }

  /// After every batch of bytes: a head that is not complete after its first bytes has a deadline of its own, which
  /// later bytes do not move; a body that grows has its deadline moved.
  func noteReadCycle() {
    switch state {
    case .idle: if pipelined.isEmpty, isCycleFruitless, deadline?.cause != .header { wait(for: .header) }
    case .receiving, .discarding: wait(for: .body)
    case .serving, .closing, .lingering: break
    }
    isCycleFruitless = true
  }

  /// While the peer does not take what is written, there is a deadline; taking some of it moves the deadline.
  func noteWriteProgress() {
    guard let context, case .serving = state else { return }
    if context.channel.isWritable {
      if deadline?.cause == .write { stopWaiting() }
    } else {
      wait(for: .write)
    }
  }

  private func setTimer(_ at: NIODeadline) {
    guard let context else { return }
    let scheduled = context.eventLoop.assumeIsolated().scheduleTask(deadline: at) { self.timerFired() }
    timer = (at, scheduled)
  }

  private func timerFired() {
    timer = nil
    guard let deadline else { return }
    if deadline.at > .now() {
      setTimer(deadline.at)
    } else {
      expire(deadline.cause)
    }
  }

  private func expire(_ cause: DeadlineCause) {
    deadline = nil
    switch cause {
    case .header, .body:
      if case .discarding = state { closeAfterWrites() } else { fail(.tooSlow(cause == .header ? "headers" : "body")) }
    case .idle:
      // Answers that were not taken in all that time will not be taken while closing either.
      if context?.channel.isWritable == true { closeAfterWrites() } else { context?.close(mode: .all, promise: nil) }
    case .write, .linger: context?.close(mode: .all, promise: nil)
    }
  }
}
