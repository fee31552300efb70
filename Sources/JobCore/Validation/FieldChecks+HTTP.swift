// The rules for requests that jobd makes: what no server could take, or would take for two requests, is refused when
// it is submitted.

import Glibc

import struct Foundation.URLComponents

extension FieldChecks {
  mutating func http(_ request: HTTPWork) {
    url(request.url, "http.url", bytesMax: Limits.httpURLBytesMax, instead: "use a header such as Authorization")
    if let method = request.method { httpMethod(method) }
    httpHeaders(request.headers)
    if let body = request.body, body.count > Limits.payloadBytesMax {
      fault("http.body", "must have at most \(Limits.payloadBytesMax) bytes")
    }
    if request.expectStatus.count > Limits.httpStatusRangesMax {
      fault("http.expect_status", "must have at most \(Limits.httpStatusRangesMax) codes and ranges")
    }
    for range in request.expectStatus where range.lowerBound < 100 || range.upperBound > 599 {
      fault("http.expect_status", "must be between 100 and 599")
      break
    }
    if let pattern = request.expectBody {
      do throws(PatternError) { _ = try TextPattern(pattern) } catch { fault("http.expect_body", error.reason) }
    }
    if !(0...Limits.redirectsMax).contains(request.redirectsMax) {
      fault("http.follow_redirects", "must be from 0 to \(Limits.redirectsMax)")
    }
  }

  private mutating func httpMethod(_ method: String) {
    if method.utf8.count > Limits.httpMethodBytesMax || !Self.isToken(method) {
      fault("http.method", "must have 1 to \(Limits.httpMethodBytesMax) letters, such as GET or POST")
    } else if ["CONNECT", "TRACE"].contains(method.uppercased()) {
      fault("http.method", "must not be \(method.uppercased())")
    }
  }

  private mutating func httpHeaders(_ headers: [String: String]) {
    if headers.count > Limits.httpHeadersMax {
      return fault("http.headers", "must not be more than \(Limits.httpHeadersMax)")
    }
    var seen: Set<String> = []
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
      let field = "http.headers.\(name.firstBytes(60))"
      if !Self.isToken(name) {
        fault(field, "has a name that is none")
      } else if Self.ownHeaders.contains(name.lowercased()) {
        fault(field, "is set by jobd itself")
      } else if !seen.insert(name.lowercased()).inserted {
        fault(field, "is there twice, in another spelling")
      }
      if name.utf8.count + value.utf8.count > Limits.httpHeaderBytesMax {
        fault(field, "must have at most \(Limits.httpHeaderBytesMax) bytes")
      }
      if value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
        fault(field, "must not contain line breaks or other control characters")
      }
    }
  }

  /// Headers that say where a request goes and where it ends: set by anybody else, they can make two requests of one.
  private static let ownHeaders: Set<String> = [
    "connection", "content-length", "expect", "host", "keep-alive", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade",
  ]

  /// RFC 9110, section 5.6.2.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  /// - Parameter instead: of a user and a password in it.
  mutating func url(_ url: String, _ field: String, bytesMax: Int, instead: String) {
    if url.utf8.count > bytesMax { return fault(field, "must have at most \(bytesMax) bytes") }
    if url.utf8.contains(0x20) || Self.hasControls(url) {
      return fault(field, "must not contain spaces, \(Self.controls)")
    }
    if let detail = EscapedText.fault(in: url) { return fault(field, detail) }
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased() else {
      return fault(field, "is not a URL")
    }
    if scheme != "http" && scheme != "https" {
      return fault(field, "must begin with http:// or https://, not \(scheme)")
    }
    guard let host = parts.encodedHost, !host.isEmpty else { return fault(field, "has no host") }
    // One spelling only: what is judged must be what is called.
    if Self.authority(of: url).utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 >= 0x7F }) {
      return fault(field, "must have a host in plain ASCII; write an international name as xn--…")
    }
    if parts.user != nil || parts.password != nil {
      return fault(field, "must not contain a user or a password; \(instead)")
    }
    if host.hasPrefix("["), !Self.isIPv6(host) {
      return fault(field, "has brackets around what is no IPv6 address")
    }
    if !Self.isPort(in: Self.authority(of: url)) { fault(field, "has a port that is none") }
  }

  /// Read from the text: parsers of URLs take a number that does not fit for no port at all, and use the default one.
  private static func isPort(in authority: Substring) -> Bool {
    let host = authority.lastIndex(of: "]") ?? authority.startIndex
    guard let colon = authority[host...].lastIndex(of: ":") else { return true }
    let port = authority[colon...].dropFirst()
    return port.isEmpty
      || port.utf8.allSatisfy { (0x30...0x39).contains($0) }
        && Int(port).map((1...65_535).contains) ?? false
  }

  /// Whether there is an address in the brackets.
  private static func isIPv6(_ host: String) -> Bool {
    var address = in6_addr()
    return host.hasSuffix("]") && inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address) == 1
  }

  /// What stands between `//` and the path.
  private static func authority(of url: String) -> Substring {
    guard let mark = url.firstRange(of: "//") else { return "" }
    return url[mark.upperBound...].prefix { !"/?#".contains($0) }
  }
}

extension HTTPWork {
  /// What is wrong with a URL that an answer points to; `nil` if it may be asked as well as one that was submitted.
  package static func fault(ofTarget url: String) -> String? {
    var checks = FieldChecks()
    checks.url(url, "", bytesMax: Limits.httpURLBytesMax, instead: "it is not followed")
    return checks.faults.first?.detail
  }
}
