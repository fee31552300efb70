// The rules for callbacks: what can never be called is refused when it is submitted.

import struct Foundation.URLComponents

extension FieldChecks {
  mutating func callbacks(_ callbacks: [Callback]) {
    if callbacks.count > Limits.callbacksMax {
      fault("callbacks", "must not be more than \(Limits.callbacksMax)")
    }
    for (index, one) in callbacks.prefix(Limits.callbacksMax).enumerated() {
      callback(one, field: "callbacks[\(index)].")
    }
  }

  /// - Parameter field: what the names of its fields begin with.
  mutating func callback(_ callback: Callback, field: String) {
    switch callback.target {
    case .url(let url): self.url(url, field + "url")
    case .command(let argv):
      var inner = FieldChecks()
      inner.work(.exec(argv: argv))
      for found in inner.faults { fault(field + found.field, found.detail) }
    }
  }

  private mutating func url(_ url: String, _ field: String) {
    if url.utf8.count > Limits.callbackURLBytesMax {
      return fault(field, "must have at most \(Limits.callbackURLBytesMax) bytes")
    }
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased() else {
      return fault(field, "is not a URL")
    }
    if scheme != "http" && scheme != "https" {
      return fault(field, "must begin with http:// or https://, not \(scheme)")
    }
    guard let host = parts.percentEncodedHost, !host.isEmpty else { return fault(field, "has no host") }
    // One spelling only: what is judged must be what is called.
    if host.contains("%") || !host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
      return fault(field, "must have a host in plain ASCII; write an international name as xn--…")
    }
    if parts.user != nil || parts.password != nil {
      return fault(field, "must not contain a user or a password; receivers check the signature instead")
    }
    if let port = parts.port, !(1...65_535).contains(port) { fault(field, "has a port that is none") }
  }
}
