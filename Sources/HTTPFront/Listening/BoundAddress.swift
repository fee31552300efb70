// Where the front really listens: what the ready line prints and clients connect to.

/// An address that accepts connections, port 0 already replaced by the real one.
package enum BoundAddress: Sendable, Hashable {
  case unix(path: String)
  case tcp(host: String, port: Int)
}

extension BoundAddress: CustomStringConvertible {
  /// The address as a client writes it.
  package var description: String {
    switch self {
    case .unix(let path): ListenAddress.unix(path: path).description
    case .tcp(let host, let port): ListenAddress.tcp(host: host, port: port).description
    }
  }
}
