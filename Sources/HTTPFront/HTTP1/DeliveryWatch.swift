// Whether the last answer has reached the peer, for answers that are taken back if it has not. A write that succeeds
// proves nothing: the first write to a dead peer succeeds, too.

import NIOCore

/// The last answer, as long as it may turn out not to have reached the peer.
struct DeliveryWatch {
  /// If the connection does not break for this long, the answer counts as read.
  private let grace: TimeAmount
  private var undelivered: (@Sendable () -> Void)?
  private var deliveredAt: NIODeadline?
  /// Counts answers, so that the end of a write is told from that of an earlier one.
  private var number = 0

  init(grace: TimeAmount) {
    self.grace = grace
  }

  /// The number under which the ends of writes are to be reported; `nil` when nobody wants to know.
  var watched: Int? { undelivered == nil ? nil : number }

  /// The answer has been handed to the kernel.
  var isWritten: Bool { deliveredAt != nil }

  mutating func begin(_ undelivered: (@Sendable () -> Void)?) {
    number += 1
    self.undelivered = undelivered
    deliveredAt = nil
  }

  mutating func forget() {
    undelivered = nil
    deliveredAt = nil
  }

  /// A write has succeeded.
  mutating func written(_ answer: Int, now: NIODeadline) {
    if answer == number { deliveredAt = now + grace }
  }

  /// A write has failed; returns what is to be called.
  mutating func failed() -> (@Sendable () -> Void)? {
    defer { forget() }
    return undelivered
  }

  /// The connection broke; returns what is to be called. After the grace that says nothing about the last answer.
  mutating func broke(now: NIODeadline) -> (@Sendable () -> Void)? {
    if let deliveredAt, deliveredAt <= now { forget() }
    return failed()
  }
}
