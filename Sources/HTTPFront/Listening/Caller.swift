// What is known of whoever has just been accepted: enough for the budgets.

/// Who has connected, before it has said anything.
enum Caller: Sendable, Hashable {
  case unix
  /// The address is unknown if the peer has left before it was asked for.
  case tcp(PeerAddress?)

  var family: SocketFamily {
    switch self {
    case .unix: .unix
    case .tcp: .tcp
    }
  }
}
