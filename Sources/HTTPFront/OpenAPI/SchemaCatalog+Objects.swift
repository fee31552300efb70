// Objects as JSON Schema: their fields, with the bounds that the engine sets, and the rules between them.

import JobWire

extension SchemaCatalog {
  /// - Parameter name: of the type; empty if it has none.
  mutating func object(_ shape: ObjectShape, name: String) -> JSONValue {
    var properties: [JSONMember] = []
    for field in shape.fields {
      let bounds = hasBounds ? FieldBounds.of(name, field.name) : []
      let value = schema(field.shape, isRequest: shape.isClosed).with(bounds)
      properties.append(JSONMember(name: field.name, value: field.takesNull ? Self.orNull(value) : value))
    }
    let required = shape.fields.filter(\.isRequired).map(\.name)
    let rules = (shape.rules + (hasBounds ? FieldBounds.rules(of: name) : [])).map { rule in
      JSONValue.members(["anyOf": .array(alternatives(rule, shape))])
    }
    return JSONValue.members([
      "type": .string("object"), "required": required.isEmpty ? nil : .strings(required),
      "properties": .object(properties), "additionalProperties": shape.isClosed ? .bool(false) : nil,
      "allOf": rules.isEmpty ? nil : .array(rules),
    ])
  }

  /// The same, or null.
  private static func orNull(_ schema: JSONValue) -> JSONValue {
    if schema.objectValue == [] { return schema }
    if let alternatives = schema["anyOf"]?.arrayValue {
      return schema.with([JSONMember(name: "anyOf", value: .array(alternatives + [null]))])
    }
    guard let type = schema["type"]?.stringValue, schema["enum"] == nil, schema["const"] == nil else {
      return .members(["anyOf": .array([schema, null])])
    }
    return schema.with([JSONMember(name: "type", value: .strings([type, "null"]))])
  }

  // MARK: Rules

  /// What a rule allows: one of these has to hold.
  private func alternatives(_ rule: ObjectRule, _ shape: ObjectShape) -> [JSONValue] {
    switch rule {
    case .exactlyOne(let names):
      names.map { name in Self.object(with: [name], without: names.filter { $0 != name }) }
    case .notBoth(let one, let other): [Self.object(without: [one]), Self.object(without: [other])]
    case .needs(let names, let other): [Self.object(with: [other]), Self.object(without: names)]
    case .some(let names): names.map { Self.object(with: [$0]) }
    case .notEmpty(let name): [Self.object([(name, .members(["minItems": .integer(1)]))])]
    case .filled(let name, let flag):
      [
        Self.object(with: [name, flag], [(name, Self.notNull), (flag, Self.isTrue)]),
        Self.object([(name, filled(shape[name]?.shape)), (flag, .members(["not": Self.isTrue]))]),
      ]
    }
  }

  /// An object in which the first are there and the others are not. What is null is not there.
  private static func object(with present: [String] = [], without absent: [String] = []) -> JSONValue {
    object(with: present, present.map { ($0, notNull) } + absent.map { ($0, null) })
  }

  /// An object that has these fields, and fields that are so if they are there.
  private static func object(
    with required: [String] = [], _ properties: [(name: String, schema: JSONValue)]
  ) -> JSONValue {
    .members([
      "required": required.isEmpty ? nil : .strings(required),
      "properties": .object(properties.map { JSONMember(name: $0.name, value: $0.schema) }),
    ])
  }

  private static let null = JSONValue.members(["type": .string("null")])
  private static let notNull = JSONValue.members(["not": null])
  private static let isTrue = JSONValue.members(["const": .bool(true)])

  /// An object of that form that says something.
  private func filled(_ shape: WireShape?) -> JSONValue {
    guard case .object(let type)? = shape else { return .object([]) }
    let ways = type.shape.fields.map { field in
      guard case .map = field.shape else { return Self.object(with: [field.name]) }
      let some = JSONValue.members(["type": .string("object"), "minProperties": .integer(1)])
      return Self.object(with: [field.name], [(field.name, some)])
    }
    return .members(["anyOf": .array(ways)])
  }
}
