// Judges values by the schemas of the description: the part of JSON Schema that it uses, and nothing beyond.

import JobWire

/// Says what is wrong with a value.
struct SchemaCheck {
  let document: JSONValue
  /// Made once: there are few, and each is asked often.
  private var patterns: [String: Regex<AnyRegexOutput>] = [:]

  init(_ document: JSONValue) {
    self.document = document
  }

  /// The first fault of `value`, with its place; `nil` if it is as the schema has it.
  mutating func fault(_ value: JSONValue, _ schema: JSONValue, at place: String = "") -> String? {
    for keyword in schema.objectValue ?? [] {
      if let fault = fault(value, keyword.name, keyword.value, schema, place) { return fault }
    }
    return nil
  }

  mutating func fault(_ value: JSONValue, type name: String) -> String? {
    fault(value, .object([JSONMember(name: "$ref", value: .string("#/components/schemas/\(name)"))]))
  }

  /// What a reference in the document stands for.
  func resolved(_ schema: JSONValue) -> JSONValue? {
    guard let reference = schema["$ref"]?.stringValue else { return schema }
    return reference.split(separator: "/").dropFirst().reduce(document as JSONValue?) { $0?[String($1)] }
  }

  private mutating func fault(
    _ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ schema: JSONValue, _ place: String
  ) -> String? {
    func no(_ holds: Bool) -> String? { holds ? nil : "\(place): not as \(keyword) has it" }
    switch keyword {
    case "description": return nil
    case "$ref":
      guard let meant = resolved(schema) else { return "\(place): \(rule) is not in the document" }
      return fault(value, meant, at: place)
    case "type":
      return no((rule.arrayValue ?? [rule]).contains { $0.stringValue.map { Self.isType(value, $0) } == true })
    case "enum": return no(rule.arrayValue?.contains(value) == true)
    case "const": return no(rule == value)
    case "not": return no(fault(value, rule, at: place) != nil)
    case "allOf", "anyOf":
      var faults: [String] = []
      let parts = rule.arrayValue ?? []
      for part in parts { if let fault = fault(value, part, at: place) { faults.append(fault) } }
      if keyword == "allOf" { return faults.first }
      return faults.count < parts.count ? nil : "\(place): none of anyOf: \(faults)"
    case "required", "properties", "additionalProperties", "propertyNames", "minProperties", "maxProperties":
      guard let members = value.objectValue else { return nil }
      return fault(members, keyword, rule, schema, place)
    case "items", "prefixItems", "minItems", "maxItems":
      guard let elements = value.arrayValue else { return nil }
      return fault(elements, keyword, rule, place)
    case "pattern", "minLength", "maxLength":
      guard let text = value.stringValue else { return nil }
      return no(holds(text, keyword, rule))
    case "minimum": return no(value.doubleValue.map { $0 >= rule.doubleValue ?? .nan } ?? true)
    case "maximum": return no(value.doubleValue.map { $0 <= rule.doubleValue ?? .nan } ?? true)
    case "format":
      guard rule.stringValue == "date-time", let text = value.stringValue else { return nil }
      return no(WireTime(parsing: text) != nil)
    default: return "\(place): the document uses \(keyword), which this check does not know"
    }
  }

  private mutating func fault(
    _ members: [JSONMember], _ keyword: String, _ rule: JSONValue, _ schema: JSONValue, _ place: String
  ) -> String? {
    switch keyword {
    case "required":
      let missing = rule.arrayValue?.compactMap(\.stringValue).first { name in !members.contains { $0.name == name } }
      return missing.map { "\(place): has no \($0)" }
    case "properties":
      for member in members {
        if let known = rule[member.name], let fault = fault(member.value, known, at: "\(place).\(member.name)") {
          return fault
        }
      }
    case "additionalProperties":
      for member in members where schema["properties"]?[member.name] == nil {
        if rule == .bool(false) { return "\(place): has \(member.name), which is not described" }
        if let fault = fault(member.value, rule, at: "\(place).\(member.name)") { return fault }
      }
    case "propertyNames":
      for member in members {
        if let fault = fault(.string(member.name), rule, at: "\(place).\(member.name)") { return fault }
      }
    case "minProperties": if members.count < rule.integerValue ?? 0 { return "\(place): too few members" }
    default: if members.count > rule.integerValue ?? 0 { return "\(place): too many members" }
    }
    return nil
  }

  private mutating func fault(
    _ elements: [JSONValue], _ keyword: String, _ rule: JSONValue, _ place: String
  ) -> String? {
    switch keyword {
    case "minItems": return elements.count < rule.integerValue ?? 0 ? "\(place): too few elements" : nil
    case "maxItems": return elements.count > rule.integerValue ?? 0 ? "\(place): too many elements" : nil
    default:
      for (index, element) in elements.enumerated() {
        let schema = keyword == "items" ? rule : rule.arrayValue?.dropFirst(index).first
        if let schema, let fault = fault(element, schema, at: "\(place)[\(index)]") { return fault }
      }
      return nil
    }
  }

  private mutating func holds(_ text: String, _ keyword: String, _ rule: JSONValue) -> Bool {
    switch keyword {
    case "minLength": return text.unicodeScalars.count >= rule.integerValue ?? 0
    case "maxLength": return text.unicodeScalars.count <= rule.integerValue ?? 0
    default:
      guard let pattern = rule.stringValue, let regex = regex(pattern) else { return false }
      return text.firstMatch(of: regex) != nil
    }
  }

  private mutating func regex(_ pattern: String) -> Regex<AnyRegexOutput>? {
    if let known = patterns[pattern] { return known }
    let regex = (try? Regex(pattern))?.matchingSemantics(.unicodeScalar)
    patterns[pattern] = regex
    return regex
  }

  private static func isType(_ value: JSONValue, _ type: String) -> Bool {
    switch type {
    case "null": value == .null
    case "boolean": value.boolValue != nil
    case "integer": value.integerValue != nil
    case "number": value.doubleValue != nil
    case "string": value.stringValue != nil
    case "array": value.arrayValue != nil
    case "object": value.objectValue != nil
    default: false
    }
  }
}
