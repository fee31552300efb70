// One line of the route table: what it takes, who may use it, and what answers.

import NIOHTTP1

/// A method and a path with everything the front decides about them before the body is read.
struct Route: Sendable {
  let method: HTTPMethod
  /// `/v1/jobs/{id}/cancel`; a part in braces matches one segment.
  let path: String
  /// What it asks to do, which says who may.
  let verb: Verb
  var body = BodyRule.none
  var query: [Query.Name] = []
  var length = RequestLength.short
  var respond: @Sendable (HTTPRequest) async throws -> HTTPResponse
}

/// Which bodies a route takes.
enum BodyRule: Sendable {
  /// No body (an empty JSON object counts as none).
  case none
  case json
  /// JSON, or nothing at all.
  case optionalJSON
  /// One JSON object, or one per line.
  case jsonOrLines
  /// One JSON object a line.
  case lines
  /// Bytes as they are.
  case octets

  /// - Errors: 415 for another media type. Forms and plain text are what a foreign web page can send without asking.
  func check(_ fields: RequestFields) throws(HTTPFault) {
    guard fields.hasBody else { return }
    let type = MediaType(fields.contentType ?? "")
    switch (self, type) {
    case (.lines, .ndjson), (.octets, .octets): return
    case (.lines, _), (.octets, _): throw .unsupportedMediaType(fields.contentType, wanted: wanted)
    case (_, .json), (.jsonOrLines, .ndjson): return
    default: throw .unsupportedMediaType(fields.contentType, wanted: wanted)
    }
  }

  private var wanted: String {
    switch self {
    case .none, .json, .optionalJSON: "application/json"
    case .jsonOrLines: "application/json or application/x-ndjson"
    case .lines: "application/x-ndjson"
    case .octets: "application/octet-stream"
    }
  }
}

/// The media types of requests.
enum MediaType: Sendable, Equatable {
  case json
  case ndjson
  case octets
  case other

  init(_ field: String) {
    // The common spelling first; everything else is looked at closely.
    if field == "application/json" {
      self = .json
      return
    }
    let parts = field.split(separator: ";", omittingEmptySubsequences: false).map { part in
      part.drop { $0 == " " || $0 == "\t" }.lowercased()
    }
    let isUTF8 = parts.dropFirst().allSatisfy { part in
      !part.hasPrefix("charset=") || ["charset=utf-8", "charset=\"utf-8\""].contains(part.filter { $0 != " " })
    }
    switch parts.first?.filter({ $0 != " " }) {
    case "application/json" where isUTF8: self = .json
    case "application/octet-stream": self = .octets
    case "application/x-ndjson" where isUTF8, "application/ndjson" where isUTF8: self = .ndjson
    default: self = .other
    }
  }
}
