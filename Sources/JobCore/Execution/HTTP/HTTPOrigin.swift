// Scheme, host and port: what a host's wish to be left alone applies to, and beyond which a caller's headers are not
// sent.

import struct Foundation.URL

/// Where a request goes.
public struct HTTPOrigin: Hashable, Sendable {
  /// `http` or `https`.
  public let scheme: String
  /// In small letters; of an IPv6 address, as Foundation has it.
  public let host: String
  /// The usual one of the scheme, if the URL has none.
  public let port: Int

  /// `nil` for what is no address of an HTTP server.
  public init?(_ url: String) {
    guard let url = URL(string: url), let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
      let host = url.host?.lowercased(), !host.isEmpty
    else { return nil }
    self.scheme = scheme
    self.host = host
    port = url.port ?? (scheme == "https" ? 443 : 80)
  }

  /// `https://example.com:443`.
  public var text: String {
    let isBare = host.contains(":") && !host.hasPrefix("[")
    return "\(scheme)://\(isBare ? "[\(host)]" : host):\(port)"
  }
}
