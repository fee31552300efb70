// What the description of the API says of a route beside what its line in the table decides: in words what it does, the
// types of its body and of its answers, and how else it may end.

import JobCore
import JobWire

/// The part of a route that only its readers need.
struct RouteContract: Sendable {
  /// In the imperative, without a full stop.
  let summary: String
  let takes: (any WireDecodable.Type)?
  let answers: [RouteAnswer]
  /// How it may end beside what every route of its kind may.
  let refusals: [WireCode]
  /// It takes an `Idempotency-Key`.
  let isIdempotent: Bool

  init(
    _ summary: String, takes: (any WireDecodable.Type)? = nil, _ answers: RouteAnswer..., or refusals: [WireCode] = [],
    isIdempotent: Bool = false
  ) {
    self.summary = summary
    self.takes = takes
    self.answers = answers
    self.refusals = refusals
    self.isIdempotent = isIdempotent
  }
}

/// An answer of a route that went well.
struct RouteAnswer: Sendable {
  /// A body: its media type, and what it has.
  struct Content: Sendable {
    let type: ContentType
    let shape: WireShape
  }

  let status: HTTPStatus
  var contents: [Content] = []
  /// Names of fields of its head, which ResponseFields describes.
  var fields: [String] = []

  static func ok(_ type: any WireDecodable.Type) -> RouteAnswer { json(.ok, [type]) }

  static func created(_ type: any WireDecodable.Type, at fields: [String] = ["Location"]) -> RouteAnswer {
    json(.created, [type], fields)
  }

  static func json(
    _ status: HTTPStatus, _ types: [any WireDecodable.Type], _ fields: [String] = []
  ) -> RouteAnswer {
    let shapes = types.map { WireShape.object($0) }
    let shape = shapes.count == 1 ? shapes[0] : .either(shapes)
    return RouteAnswer(status: status, contents: [Content(type: .json, shape: shape)], fields: fields)
  }

  /// One such object a line.
  static func lines(_ type: any WireDecodable.Type) -> RouteAnswer {
    RouteAnswer(status: .ok, contents: [Content(type: .lines, shape: .object(type))])
  }

  /// Bytes of a job.
  static func bytes(_ status: HTTPStatus, _ fields: [String]) -> RouteAnswer {
    RouteAnswer(status: status, contents: [Content(type: .octets, shape: .any)], fields: fields)
  }

  static let nothing = RouteAnswer(status: .noContent)
}
