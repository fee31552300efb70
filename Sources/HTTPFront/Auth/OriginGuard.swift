// Keeps web pages out: a browser on this machine can reach the port, but it says where its request comes from.

import JobWire

/// Checks the Host and Origin fields, against DNS rebinding and requests from foreign pages.
struct OriginGuard: Sendable {
  /// Host names, lower case, without ports or brackets.
  private let hosts: Set<String>
  /// Under which the daemon is reached through a proxy.
  private let origins: Set<WebOrigin>

  /// - Parameter configured: names besides localhost under which the daemon is reached.
  /// - Parameter origins: those of pages that may ask, besides its own; their hosts are the daemon's, too.
  init(hosts configured: [String], origins: [WebOrigin] = []) {
    let names = configured.compactMap { HostField(configured: $0)?.name } + origins.map(\.host)
    hosts = Set(["localhost", "127.0.0.1", "::1"] + names)
    self.origins = Set(origins)
  }

  /// Whether the host says that somebody else than the peer of a Unix socket asks. Programs that connect there by
  /// themselves write localhost, or any word: a socket has no name. A domain is what a browser asks for, and a proxy that
  /// hands the host on may set no other field that tells.
  static func isPassedOn(host: String?) -> Bool {
    guard let name = host.flatMap({ HostField($0) })?.name, !["127.0.0.1", "::1"].contains(name) else { return false }
    return name.utf8.contains(UInt8(ascii: ".")) || name.utf8.contains(UInt8(ascii: ":"))
  }

  /// Whether it is what programs write that connect to a Unix socket and have no host to name: nothing, or its path.
  private static func isSocketPath(_ host: String) -> Bool {
    host.isEmpty || host.utf8.first == UInt8(ascii: "/") || host.prefix(3).lowercased() == "%2f"
  }

  /// - Errors: 403 for a Host that is not the daemon's (TCP) or is only half a host (Unix), or an Origin that is
  ///   neither the daemon's own nor configured (always).
  func check(host: String?, origin: String?, peer: Peer) throws(HTTPFault) {
    let named = host.flatMap { HostField($0) }
    if peer == .tcp, let host, named.map({ hosts.contains($0.name) }) != true {
      throw .forbidden(
        "the host \"\(host.clipped())\" is not one of this daemon's",
        hint: "Add the name to the allowed hosts in the configuration.")
    }
    if peer != .tcp, let host, named == nil, !Self.isSocketPath(host) {
      throw .forbidden(
        "\"\(host.clipped())\" is no host", hint: "Send localhost, or the name of a host, in the Host field.")
    }
    guard let origin else { return }
    guard let asking = WebOrigin(origin), named.map({ WebOrigin(own: $0) }) == asking || origins.contains(asking) else {
      throw .forbidden(
        "requests from web pages are refused, but for those of the daemon and of configured origins",
        hint: "Send the request without an Origin field, or add the origin to origins in the configuration.")
    }
  }
}
