// How many of its requests a connection has begun since others had their turn.

/// The turn of one connection.
struct RequestTurn {
  private let requestsMax: Int
  private let strangerRequestsMax: Int
  private var begun = 0
  /// It stands in line for the next one.
  private var isAwaited = false
  /// Whether the peer has shown that it may come in.
  private(set) var isKnown = false

  init(limits: HTTPLimits) {
    requestsMax = limits.requestsPerTurnMax
    strangerRequestsMax = limits.strangerRequestsPerTurnMax
  }

  var isOver: Bool { begun >= (isKnown ? requestsMax : strangerRequestsMax) }

  mutating func beginRequest() {
    begun += 1
  }

  mutating func vouch() {
    isKnown = true
  }

  /// Its turn has come, or it has asked for nothing meanwhile.
  mutating func begin() {
    begun = 0
    isAwaited = false
  }

  /// Whether it has to get in line, and is not in it.
  mutating func ask() -> Bool {
    guard isOver, !isAwaited else { return false }
    isAwaited = true
    return true
  }
}
