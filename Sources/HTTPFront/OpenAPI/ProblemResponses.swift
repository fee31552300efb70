// How routes end that do not do what they were asked for: a response for each status, with the codes that come with it.

import JobWire

/// The errors of the description.
enum ProblemResponses {
  /// How any request may end: it is wrong, or too large, its sender is refused, or the daemon is busy or in trouble.
  static let always: [WireCode] = [
    .badRequest, .forbidden, .payloadTooLarge, .unsupportedMediaType, .headersTooLarge, .internalError, .shuttingDown,
  ]

  /// How a request may end beside that whose sender has to be known.
  static let ofKnown: [WireCode] = [.unauthenticated, .invalidState, .otherStore, .storageFull]

  static func reference(_ status: Int) -> JSONValue {
    .members(["$ref": .string("#/components/responses/Problem\(status)")])
  }

  static func all(_ catalog: inout SchemaCatalog) -> [JSONMember] {
    let schema = catalog.reference(Problem.self)
    return HTTPStatus.allCases.compactMap { status in
      let codes = WireCode.allCases.filter { $0.status == status.rawValue }
      guard !codes.isEmpty else { return nil }
      let fields = fields(status).map { JSONMember(name: $0, value: ResponseFields.reference($0)) }
      let value = JSONValue.members([
        "description": .string(codes.map { "`\($0.rawValue)`: \($0.title)" }.joined(separator: ". ")),
        "headers": fields.isEmpty ? nil : .object(fields),
        "content": .members([Problem.contentType: .members(["schema": schema])]),
      ])
      return JSONMember(name: "Problem\(status.rawValue)", value: value)
    }
  }

  private static func fields(_ status: HTTPStatus) -> [String] {
    switch status {
    case .unauthorized: ["WWW-Authenticate"]
    case .methodNotAllowed: ["Allow"]
    case .rangeNotSatisfiable: ["Content-Range"]
    case .tooManyRequests, .unavailable: ["Retry-After"]
    default: []
    }
  }
}
