// Where the front listens, as the administrator writes it: a Unix socket, a TCP address, or a descriptor from systemd.

/// One place to accept connections.
package enum ListenAddress: Sendable, Hashable {
  /// A Unix domain socket at an absolute path.
  case unix(path: String)
  /// A TCP address; port 0 lets the kernel pick one.
  case tcp(host: String, port: Int)
  /// A descriptor that is already bound (and perhaps listening), as systemd passes it.
  case inherited(descriptor: Int32)

  /// Reads `unix:///run/jobd.sock`, `http://127.0.0.1:7878` or `http://[::1]:7878`.
  package init(parsing text: String) throws(ListenAddressError) {
    if let path = text.droppingPrefix("unix://") {
      guard path.hasPrefix("/") else { throw .init(text: text, detail: "the socket path must be absolute") }
      // sun_path of Linux holds 108 bytes with the NUL that ends it.
      guard path.utf8.count <= 107 else { throw .init(text: text, detail: "the socket path is longer than 107 bytes") }
      guard !path.utf8.contains(0) else { throw .init(text: text, detail: "the socket path contains a NUL") }
      self = .unix(path: String(path))
      return
    }
    guard var authority = text.droppingPrefix("http://") else {
      throw .init(text: text, detail: "it must start with unix:// or http://")
    }
    if authority.hasSuffix("/") { authority = authority.dropLast() }
    guard let colon = authority.lastIndex(of: ":") else { throw .init(text: text, detail: "it names no port") }
    var host = authority[..<colon]
    guard let port = Int(authority[authority.index(after: colon)...]), (0...65_535).contains(port) else {
      throw .init(text: text, detail: "the port must be a number from 0 to 65535")
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty, !host.contains("/"), !host.contains("@") else {
      throw .init(text: text, detail: "it names no host")
    }
    self = .tcp(host: String(host), port: port)
  }
}

extension ListenAddress: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unix(let path): "unix://\(path)"
    case .tcp(let host, let port): host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    case .inherited(let descriptor): "descriptor \(descriptor)"
    }
  }
}

/// A listen address nobody can listen on, and why.
package struct ListenAddressError: Error, Equatable, CustomStringConvertible {
  package let text: String
  package let detail: String

  package var description: String { "cannot listen on \"\(text)\": \(detail)" }
  package var hint: String { "Write unix:///absolute/path.sock or http://127.0.0.1:7878." }
}

extension String {
  fileprivate func droppingPrefix(_ prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
