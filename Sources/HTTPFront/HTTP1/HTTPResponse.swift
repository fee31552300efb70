// What a route answers: a status, a few header fields, and a body that is either ready or produced bit by bit.

import NIOCore

/// An answer to one request.
struct HTTPResponse: Sendable {
  /// Where the bytes come from.
  enum Body: Sendable {
    case none
    case bytes([UInt8])
    /// Produced while it is sent; `length` nil means chunked.
    case stream(length: Int64?, produce: @Sendable (BodyWriter) async throws -> Void)
  }

  var status: HTTPStatus
  var contentType: ContentType
  /// Names must be valid tokens; values are checked for line breaks when they are written.
  var headers: [(name: StaticString, value: String)] = []
  var body: Body
  /// Called once if it is known that the peer did not get this answer: it was gone, or its connection broke soon
  /// afterwards (`HTTPTimeouts.delivery`) and before it asked for anything more. A write that succeeds proves nothing:
  /// the first write to a dead peer succeeds, too.
  private(set) var undelivered: (@Sendable () -> Void)?

  /// A JSON answer.
  init(_ status: HTTPStatus = .ok, json: [UInt8]) {
    self.init(status, contentType: .json, body: .bytes(json))
  }

  init(_ status: HTTPStatus, contentType: ContentType, body: Body) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  /// 204, for verbs that have nothing to say.
  static var noContent: HTTPResponse { HTTPResponse(.noContent, contentType: .none, body: .none) }

  func with(_ name: StaticString, _ value: String) -> HTTPResponse {
    var copy = self
    copy.headers.append((name, value))
    return copy
  }
}

extension HTTPResponse {
  func undelivered(_ call: @escaping @Sendable () -> Void) -> HTTPResponse {
    var copy = self
    copy.undelivered = call
    return copy
  }
}

/// The media types the front answers with.
enum ContentType: Sendable {
  case none
  case json
  case problem
  case octets
  case text
  /// A JSON value a line.
  case lines
  /// Server-sent events.
  case events

  var value: StaticString {
    switch self {
    case .none: ""
    case .json: "application/json"
    case .problem: "application/problem+json"
    case .octets: "application/octet-stream"
    case .text: "text/plain; charset=utf-8"
    case .lines: "application/x-ndjson"
    case .events: "text/event-stream"
    }
  }
}
