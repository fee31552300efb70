// An origin as browsers say it in the Origin field, and as the configuration names those under which the daemon is
// reached from outside.

/// A scheme, a host and a port.
package struct WebOrigin: Hashable, Sendable {
  let scheme: String
  let host: String
  let port: Int

  /// `https://jobs.example.org`, with a port if it is not the scheme's own; `nil` for anything else.
  package init?(_ text: String) {
    let lower = text.lowercased()
    for (scheme, standard) in [("http", 80), ("https", 443)] where lower.hasPrefix(scheme + "://") {
      guard let host = HostField(String(lower.dropFirst(scheme.utf8.count + 3))) else { return nil }
      self.init(scheme: scheme, host: host.name, port: host.port ?? standard)
      return
    }
    return nil
  }

  /// The origin of pages that a daemon without TLS sends itself.
  init(own host: HostField) {
    self.init(scheme: "http", host: host.name, port: host.port ?? 80)
  }

  private init(scheme: String, host: String, port: Int) {
    self.scheme = scheme
    self.host = host
    self.port = port
  }
}
