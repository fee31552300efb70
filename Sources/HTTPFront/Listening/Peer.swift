// Who is at the other end of a connection, as far as the kernel can tell.

/// The other end of a connection.
enum Peer: Sendable, Equatable {
  /// A process of this machine, with the credentials it had when it connected.
  case unix(PeerCredentials)
  /// Anybody who can reach the TCP port.
  case tcp

  var family: SocketFamily {
    switch self {
    case .unix: .unix
    case .tcp: .tcp
    }
  }
}
