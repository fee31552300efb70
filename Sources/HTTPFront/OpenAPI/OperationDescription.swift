// One route as an OpenAPI operation.

import JobCore
import JobWire
import NIOHTTP1

/// A route with its contract, on its way into the description.
struct OperationDescription {
  private let route: Route
  private let contract: RouteContract

  init(_ route: Route, _ contract: RouteContract) {
    self.route = route
    self.contract = contract
  }

  func value(_ catalog: inout SchemaCatalog) -> JSONValue {
    let parameters = pathParameters(&catalog) + queryParameters(&catalog) + fieldParameters
    return .members([
      "operationId": .string(identifier), "tags": .strings([subject]), "summary": .string(contract.summary),
      "description": route.verb.scope.map { .string("Needs the scope `\($0.rawValue)`.") },
      "security": route.verb.scope == nil ? .array([]) : nil,
      "parameters": parameters.isEmpty ? nil : .array(parameters),
      "requestBody": body(&catalog), "responses": .object(answers(&catalog) + refusals),
    ])
  }

  /// `postJobsCancel` for `POST /v1/jobs:cancel`, `postJobCancel` for `POST /v1/jobs/{id}/cancel`.
  private var identifier: String {
    var words: [String] = []
    for part in route.path.split(whereSeparator: { "/:.".contains($0) }) where part != "v1" {
      if part.hasPrefix("{"), let noun = words.popLast() {
        words.append(noun == "batches" ? "batch" : String(noun.dropLast()))
      } else {
        words.append(String(part))
      }
    }
    return route.method.rawValue.lowercased() + words.map(\.capitalizedFirst).joined()
  }

  /// What it is about: the first part of its path, if several routes share it.
  private var subject: String {
    let parts = route.path.split(whereSeparator: { "/:".contains($0) })
    let known = ["jobs", "batches", "schedules", "queues", "claims"]
    return parts.dropFirst().first.map(String.init).flatMap { known.contains($0) ? $0 : nil } ?? "daemon"
  }

  // MARK: Requests

  private func pathParameters(_ catalog: inout SchemaCatalog) -> [JSONValue] {
    route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
      let name = String(part.dropFirst().dropLast())
      let schema: JSONValue =
        switch name {
        case "id": catalog.schema(.integer(1 ... .max), isRequest: true)
        case "name": pathWord
        default: catalog.schema(.text(), isRequest: true)
        }
      return .members([
        "name": .string(name), "in": .string("path"), "required": .bool(true), "schema": schema,
      ])
    }
  }

  private var pathWord: JSONValue {
    let bytesMax = subject == "queues" ? Limits.queueNameBytesMax : Limits.nameBytesMax
    return JSONValue.members(["type": .string("string")]).with(FieldBounds.word(bytesMax).objectValue ?? [])
  }

  private func queryParameters(_ catalog: inout SchemaCatalog) -> [JSONValue] {
    route.query.map { parameter in
      // In a query a number of seconds is a text, too.
      let one = catalog.schema(parameter.shape, isRequest: false)
      let isList = if case .repeatable = parameter { true } else { false }
      return .members([
        "name": .string(parameter.text), "in": .string("query"),
        "schema": isList ? .members(["type": .string("array"), "items": one]) : one,
      ])
    }
  }

  private var fieldParameters: [JSONValue] {
    var parameters: [JSONValue] = []
    if contract.isIdempotent {
      parameters.append(
        .members([
          "name": .string(WireHeader.idempotencyKey), "in": .string("header"),
          "description": .string("The same key and body get the first answer again, for a day"),
          "schema": .members([
            "type": .string("string"), "minLength": .integer(1), "maxLength": .int(Limits.idempotencyKeyBytesMax),
          ]),
        ]))
    }
    if contract.answers.contains(where: { $0.contents.contains { $0.type == .events } }) {
      parameters.append(
        .members([
          "name": .string(WireHeader.lastEventID), "in": .string("header"),
          "description": .string("The id of the last event that was heard of; counts more than `after`"),
          "schema": .members(["type": .string("string"), "pattern": .string("^[!-~]{0,64}$")]),
        ]))
    }
    if contract.refusals.contains(.rangeNotSatisfiable) {
      parameters.append(
        .members([
          "name": .string("Range"), "in": .string("header"),
          "description": .string("One range of bytes; anything else is ignored"),
          "schema": .members(["type": .string("string")]),
        ]))
    }
    return parameters
  }

  private func body(_ catalog: inout SchemaCatalog) -> JSONValue? {
    let schema = contract.takes.map { catalog.reference($0) }
    let content: [JSONMember]
    switch route.body {
    case .none: return nil
    case .json, .optionalJSON: content = [Self.content(.json, schema)]
    case .jsonOrLines: content = [Self.content(.json, schema), Self.content(.lines, schema)]
    case .lines: content = [Self.content(.lines, schema)]
    case .octets: content = [Self.content(.octets, Self.bytes)]
    }
    let isOptional = if case .optionalJSON = route.body { true } else { false }
    return .members([
      "description": content.contains { $0.name == ContentType.lines.name } ? .string(Self.linesNote) : nil,
      "required": .bool(!isOptional), "content": .object(content),
    ])
  }

  /// OpenAPI 3.1 cannot say it of a stream.
  private static let linesNote = "The schema of application/x-ndjson is that of each line"

  private static let bytes = JSONValue.members(["type": .string("string"), "format": .string("binary")])

  private static func content(_ type: ContentType, _ schema: JSONValue?) -> JSONMember {
    JSONMember(name: type.name, value: .members(["schema": schema]))
  }

  // MARK: Answers

  private func answers(_ catalog: inout SchemaCatalog) -> [JSONMember] {
    contract.answers.sorted { $0.status.rawValue < $1.status.rawValue }.map { answer in
      let content = answer.contents.map { content in
        Self.content(content.type, catalog.schema(content.shape, isRequest: false))
      }
      let isLines = answer.contents.count == 1 && answer.contents[0].type == .lines
      let fields = answer.fields.map { JSONMember(name: $0, value: ResponseFields.reference($0)) }
      let value = JSONValue.members([
        "description": .string(isLines ? "\(answer.status.phrase). \(Self.linesNote)" : answer.status.phrase),
        "headers": fields.isEmpty ? nil : .object(fields), "content": content.isEmpty ? nil : .object(content),
      ])
      return JSONMember(name: "\(answer.status.rawValue)", value: value)
    }
  }

  private var refusals: [JSONMember] {
    var codes = contract.refusals + ProblemResponses.always
    if route.verb.scope != nil { codes += ProblemResponses.ofKnown }
    if route.path.contains("{") { codes.append(.notFound) }
    return Set(codes.map(\.status)).sorted().map { status in
      JSONMember(name: "\(status)", value: ProblemResponses.reference(status))
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension ContentType {
  /// As text.
  fileprivate var name: String { "\(value)" }
}

extension HTTPStatus {
  /// The words of its status line.
  var phrase: String { "\(line)".split(separator: " ", maxSplits: 2).last.map { String($0.dropLast()) } ?? "" }
}
