// Where the front really listens: what the ready line prints and clients connect to.

/// An address that accepts connections, port 0 already replaced by the real one.
package enum BoundAddress: Sendable, Hashable {
  case unix(path: String)
  case tcp(host: String, port: Int)
}

extension BoundAddress: CustomStringConvertible {
  /// The address as a client writes it.
  package var description: String {
    asked.description
  }

  /// Whether other machines can connect.
  package var isOpenToOthers: Bool { asked.isOpenToOthers }

  /// How connections reach it.
  var family: SocketFamily {
    switch self {
    case .unix: .unix
    case .tcp: .tcp
    }
  }

  /// The address as one would ask for it.
  private var asked: ListenAddress {
    switch self {
    case .unix(let path): .unix(path: path)
    case .tcp(let host, let port): .tcp(host: host, port: port)
    }
  }
}
