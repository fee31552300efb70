// One bound for everything that waits to be sent, over all connections: who takes its answers waits for nobody, who does
// not take them loses the connection when the room is needed.

import NIOCore

/// What the peers have not taken.
struct UnsentAnswers {
  private struct Debt {
    var bytes: Int
    /// When the peer last took something, as far as was seen.
    var since: NIODeadline
  }

  private let bytesMax: Int
  private var debts: [ObjectIdentifier: Debt] = [:]
  private(set) var bytes = 0

  init(limits: HTTPLimits) {
    bytesMax = limits.unsentBytesTotalMax
  }

  /// Notes what a connection has not got rid of; returns those that have to be closed, so that the bound holds.
  ///
  /// - Parameter hasMoved: the peer has taken something since the last time.
  mutating func note(
    _ connection: ObjectIdentifier, unsent: Int, hasMoved: Bool, now: NIODeadline
  ) -> [ObjectIdentifier] {
    let before = debts[connection]
    bytes += unsent - (before?.bytes ?? 0)
    guard unsent > 0 else {
      debts[connection] = nil
      return []
    }
    debts[connection] = Debt(bytes: unsent, since: hasMoved ? now : before?.since ?? now)
    var closed: [ObjectIdentifier] = []
    // One alone may be larger: it is one answer, and somebody may be reading it.
    while bytes > bytesMax, debts.count > 1, let worst = debts.min(by: { $0.value.since < $1.value.since }) {
      forget(worst.key)
      closed.append(worst.key)
    }
    return closed
  }

  /// The connection is gone.
  mutating func forget(_ connection: ObjectIdentifier) {
    bytes -= debts.removeValue(forKey: connection)?.bytes ?? 0
  }
}
