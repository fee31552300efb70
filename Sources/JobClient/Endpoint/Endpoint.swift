// Where the daemon listens: parsed from a URL, or found where daemons of the user and of the system put their sockets.

/// The address of a daemon.
public enum Endpoint: Sendable, Equatable {
  /// A Unix domain socket.
  case unix(path: String)
  /// A TCP address, with TLS when a proxy in front of the daemon speaks it.
  case tcp(host: String, port: Int, isTLS: Bool)

  /// An endpoint from `unix:///path/jobd.sock`, `http://127.0.0.1:7878` or an `https` URL of a proxy.
  public init(parsing url: String) throws(ClientError) {
    func refuse(_ why: String) -> ClientError { .badEndpoint(url: url, reason: why) }
    if url.hasPrefix("unix:") {
      var path = url.dropFirst("unix:".count)
      if path.hasPrefix("//") { path = path.dropFirst(2) }
      guard path.hasPrefix("/") else { throw refuse("the path of a socket must be absolute") }
      self = .unix(path: String(path))
      return
    }
    let isTLS = url.hasPrefix("https://")
    guard isTLS || url.hasPrefix("http://") else { throw refuse("it must start with unix:// or http://") }
    var rest = url.dropFirst(isTLS ? 8 : 7)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    guard !rest.isEmpty, !rest.contains(where: { "/?#@ ".contains($0) }) else {
      throw refuse("it must be a host and a port and nothing more")
    }
    let defaultPort = isTLS ? 443 : 80
    guard let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") else {
      self = .tcp(host: String(rest), port: defaultPort, isTLS: isTLS)
      return
    }
    guard let port = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(port), colon > rest.startIndex else {
      throw refuse("the port must be a number from 1 to 65535")
    }
    self = .tcp(host: String(rest[..<colon]), port: port, isTLS: isTLS)
  }
}

extension Endpoint: CustomStringConvertible {
  /// The URL that parses to this endpoint.
  public var description: String {
    switch self {
    case .unix(let path): "unix://\(path)"
    case .tcp(let host, let port, let isTLS): "\(isTLS ? "https" : "http")://\(host):\(port)"
    }
  }
}
