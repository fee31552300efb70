// Keeps web pages out: a browser on this machine can reach the port, but it says where its request comes from.

import JobWire

/// Checks the Host and Origin fields, against DNS rebinding and requests from foreign pages.
struct OriginGuard: Sendable {
  /// Host names, lower case, without ports or brackets.
  private let hosts: Set<String>

  /// - Parameter configured: names besides localhost under which the daemon is reached.
  init(hosts configured: [String]) {
    hosts = Set(["localhost", "127.0.0.1", "::1"] + configured.map { Self.hostName(of: $0) })
  }

  /// - Errors: 403 for a Host that is not the daemon's (TCP), or an Origin that is not the daemon's own (always).
  func check(host: String?, origin: String?, peer: Peer) throws(HTTPFault) {
    if peer == .tcp, let host, !hosts.contains(Self.hostName(of: host)) {
      throw .forbidden(
        "the host \"\(host.clipped())\" is not one of this daemon's",
        hint: "Add the name to the allowed hosts in the configuration.")
    }
    guard let origin else { return }
    guard let host, origin.lowercased() == "http://\(host.lowercased())" else {
      throw .forbidden("requests from web pages are refused", hint: "Send the request without an Origin field.")
    }
  }

  /// `[::1]:7878` → `::1`, `LocalHost:7878` → `localhost`.
  private static func hostName(of host: String) -> String {
    let lower = host.lowercased()
    if lower.hasPrefix("["), let end = lower.firstIndex(of: "]") {
      return String(lower[lower.index(after: lower.startIndex)..<end])
    }
    guard let colon = lower.firstIndex(of: ":"), lower.lastIndex(of: ":") == colon else { return lower }
    return String(lower[..<colon])
  }
}
