// What of an address connections and requests need to know.

extension Endpoint {
  /// Whether what is said is encrypted.
  var isTLS: Bool { if case .tcp(_, _, true) = self { true } else { false } }

  /// The host as it is connected to: an IPv6 address without its brackets.
  var hostName: String {
    guard case .tcp(let host, _, _) = self else { return "localhost" }
    return host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }

  /// What a request says it is for.
  var hostField: String {
    switch self {
    case .unix: "localhost"
    case .tcp(let host, 443, true), .tcp(let host, 80, false): host
    case .tcp(let host, let port, _): "\(host):\(port)"
    }
  }
}
