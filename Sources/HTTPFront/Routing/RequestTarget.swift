// The target of a request line, taken apart: path, query, and the host of the absolute form.

import JobWire

/// `/v1/jobs?state=queued`, or `http://host/v1/jobs` as clients of proxies send it.
struct RequestTarget: Sendable, Equatable {
  /// Still percent-encoded, begins with a slash.
  let path: String
  /// Without its question mark; empty when there is none.
  let query: Substring
  /// The host of an absolute target, which then outweighs the Host field.
  let authority: String?

  init(_ uri: String) throws(HTTPFault) {
    var rest = uri[...]
    var authority: String?
    if !uri.utf8.starts(with: "/".utf8) {
      guard uri.lowercased().hasPrefix("http://") else { throw .malformed("the request target is not a path") }
      rest = rest.dropFirst("http://".count)
      let slash = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
      guard !rest[..<slash].utf8.contains(UInt8(ascii: "@")) else {
        // Not quoted: it is a secret.
        let detail = "must not have a user or a password; a token belongs into the Authorization field"
        throw .invalid([FieldProblem(field: "(target)", detail: detail)])
      }
      authority = String(rest[..<slash])
      rest = rest[slash...]
      if !rest.hasPrefix("/") { rest = "/" + rest }
    }
    guard !rest.utf8.contains(UInt8(ascii: "#")) else { throw .malformed("the request target has a fragment") }
    if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
      path = String(rest[..<mark])
      query = rest[rest.utf8.index(after: mark)...]
    } else {
      path = authority == nil ? uri : String(rest)
      query = ""
    }
    self.authority = authority
  }
}
