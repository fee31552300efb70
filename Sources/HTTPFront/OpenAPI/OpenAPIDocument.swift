// `GET /openapi.json`: the routes and the wire types as OpenAPI 3.1, made when it is first asked for and kept.

import JobCore
import JobWire
import NIOHTTP1
import Synchronization

/// The description of the API.
final class OpenAPIDocument: Sendable {
  private let routes: [Route]
  private let version: String
  private let made = Mutex<[UInt8]?>(nil)

  init(of routes: [Route], version: String) {
    self.routes = routes
    self.version = version
  }

  func answer() -> HTTPResponse { HTTPResponse(json: bytes) }

  /// A few milliseconds the first time.
  var bytes: [UInt8] {
    made.withLock { made in
      if let made { return made }
      let bytes = value().jsonBytes(capacity: 128 << 10)
      made = bytes
      return bytes
    }
  }

  /// The same routes give the same bytes.
  private func value() -> JSONValue {
    var catalog = SchemaCatalog()
    var paths: [JSONMember] = []
    for route in routes {
      guard let contract = RouteContracts.of(route) else { continue }
      let operation = OperationDescription(route, contract).value(&catalog)
      let member = JSONMember(name: route.method.rawValue.lowercased(), value: operation)
      if let index = paths.firstIndex(where: { $0.name == route.path }) {
        paths[index].value = .object((paths[index].value.objectValue ?? []) + [member])
      } else {
        paths.append(JSONMember(name: route.path, value: .object([member])))
      }
    }
    let responses = ProblemResponses.all(&catalog)
    return .members([
      "openapi": .string("3.1.0"),
      "info": .members([
        "title": .string("jobd"), "version": .string(version), "description": .string(Self.introduction),
        "license": .members(["name": .string("Apache License 2.0"), "identifier": .string("Apache-2.0")]),
      ]),
      "servers": .array([.members(["url": .string("/")])]),
      "security": .array([.members(["token": .array([])])]),
      "paths": .object(paths),
      "components": .members([
        "schemas": .object(catalog.members), "responses": .object(responses), "headers": ResponseFields.all,
        "securitySchemes": .members([
          "token": .members([
            "type": .string("http"), "scheme": .string("bearer"),
            "description": .string("A token of the daemon. On the Unix socket the user at the other end needs none."),
          ])
        ]),
      ]),
    ])
  }

  private static let introduction = """
    A job queue. Errors are application/problem+json. In a request, a field that is null counts as absent unless it is \
    a PATCH or PUT, where null is the default; the lengths of texts are bytes of UTF-8. Answers may gain fields. Every \
    answer names the database in Jobd-Store; a request with that field is refused (409) by any other one. HEAD is \
    answered where GET is.
    """
}
