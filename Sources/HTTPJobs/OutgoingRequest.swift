// One request of an http job: what the job asked for, and what jobd adds to it.

import AsyncHTTPClient
import JobCore
import NIOHTTP1

/// A request that is about to be made.
struct OutgoingRequest: Hashable, Sendable {
  var url: String
  var method: String
  /// Those the job was submitted with.
  var headers: [String: String]
  var body: [UInt8]?

  init(_ work: HTTPWork) {
    url = work.url
    // As curl does it.
    method = Self.normalized(work.method ?? (work.body == nil ? "GET" : "POST"))
    headers = work.headers
    body = work.body
  }

  /// Whether making the request twice does the same as making it once.
  var isIdempotent: Bool {
    ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].contains(method)
  }

  func hasHeader(_ name: String) -> Bool {
    headers.keys.contains { $0.lowercased() == name }
  }

  /// - Parameter marks: what tells the receiver which job and attempt this is.
  func clientRequest(_ marks: [(name: String, value: String)]) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: url)
    request.method = HTTPMethod(rawValue: method)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    for (name, value) in marks + Self.defaults where !hasHeader(name.lowercased()) {
      request.headers.add(name: name, value: value)
    }
    if let body {
      if !hasHeader("content-type") { request.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8") }
      request.body = .bytes(body)
    }
    return request
  }

  private static let defaults = [(name: "Accept", value: "*/*"), (name: "User-Agent", value: "jobd")]

  /// As fetch does it: these are always meant, however they are written.
  private static func normalized(_ method: String) -> String {
    let upper = method.uppercased()
    return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(upper) ? upper : method
  }
}
