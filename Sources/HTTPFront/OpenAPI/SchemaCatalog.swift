// Turns what the wire types say of themselves into JSON Schema, and keeps those that have a name.

import JobWire

/// The named schemas of the description.
struct SchemaCatalog {
  /// Whether what the engine asks of fields is in them, and not only what the types do.
  let hasBounds: Bool
  private var named: [String: JSONValue] = [:]

  init(hasBounds: Bool = true) { self.hasBounds = hasBounds }

  /// By name.
  var members: [JSONMember] { named.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: $0.value) } }

  /// The schema of one value.
  ///
  /// - Parameter isRequest: requests may say some things in more than one way, answers do not.
  mutating func schema(_ shape: WireShape, isRequest: Bool) -> JSONValue {
    switch shape {
    case .any: return .object([])
    case .text(let bytesMax): return Self.string(["maxLength": bytesMax.map { .int($0) }])
    case .pattern(let pattern): return Self.string(["pattern": .string(pattern)])
    case .word(let words, nil): return Self.string(["enum": .strings(words)])
    case .word(let words, let name?): return reference(Self.name(name)) { _ in Self.string(["enum": .strings(words)]) }
    case .boolean(let only): return .members(["type": .string("boolean"), "const": only.map { .bool($0) }])
    case .integer(let range): return Self.integer(range)
    case .number: return .members(["type": .string("number")])
    case .duration(let sign): return duration(sign, isRequest: isRequest)
    case .time: return reference("Time") { _ in Self.time }
    case .list(let element):
      return .members([
        "type": .string("array"), "maxItems": isRequest ? .int(WireLimits.elementsMax) : nil,
        "items": schema(element, isRequest: isRequest),
      ])
    case .map(let element, let entriesMax):
      let value = schema(element, isRequest: isRequest)
      return .members([
        "type": .string("object"), "maxProperties": entriesMax.map { .int($0) },
        "additionalProperties": value.objectValue == [] ? nil : value,
      ])
    case .object(let type): return reference(type)
    case .fields(let shape): return object(shape, name: "")
    case .either(let shapes):
      return .members(["anyOf": .array(shapes.map { schema($0, isRequest: isRequest) })])
    }
  }

  /// The schema of a wire type, by its name.
  mutating func reference(_ type: any WireDecodable.Type) -> JSONValue {
    let name = Self.name("\(type)")
    return reference(name) { $0.object(type.shape, name: name) }
  }

  /// A reference to the schema of that name, which is made if it is not there: it may refer to itself.
  private mutating func reference(_ name: String, _ make: (inout SchemaCatalog) -> JSONValue) -> JSONValue {
    if named[name] == nil {
      named[name] = .null
      named[name] = make(&self)
    }
    return .members(["$ref": .string("#/components/schemas/\(name)")])
  }

  /// What a type is called outside of Swift.
  private static func name(_ type: String) -> String {
    type.replacing("Wire", with: "")
  }

  // MARK: Scalars

  private static func string(_ more: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    JSONValue.members(["type": .string("string")]).with(JSONValue.members(more).objectValue ?? [])
  }

  private static func integer(_ range: ClosedRange<Int64>) -> JSONValue {
    .members([
      "type": .string("integer"), "format": range.upperBound == .max ? .string("int64") : nil,
      "minimum": range.lowerBound == .min ? nil : .integer(range.lowerBound),
      "maximum": range.upperBound == .max ? nil : .integer(range.upperBound),
    ])
  }

  private static let time = string([
    "format": .string("date-time"),
    "description": .string("RFC 3339, in requests with any offset, in answers in UTC with microseconds"),
  ])

  private mutating func duration(_ sign: WireDuration.Sign, isRequest: Bool) -> JSONValue {
    let text = reference(sign == .any ? "SignedDuration" : "Duration") { _ in
      Self.string([
        "pattern": .string(WireDuration.pattern(sign)), "maxLength": .int(WireLimits.wordBytesMax),
        "description": .string("A length of time, such as 250ms, 90s, 1h30m or 2d"),
      ])
    }
    guard isRequest else { return text }
    let seconds = JSONValue.members([
      "type": .string("number"), "description": .string("Seconds"), "minimum": sign == .any ? nil : .integer(0),
    ])
    return .members(["anyOf": .array([text, seconds])])
  }
}
