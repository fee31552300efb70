// A JSON document as a value: what the reader builds, what typed decoding looks into, and what a payload stays.

/// One JSON value. Objects keep the order of their members; names within one object are unique.
///
/// A number without fraction or exponent that fits 64 bits is an `integer`. Of the others a `number` is one that is
/// written again as it was read, and a `decimal` every other one: what is passed on is passed on unchanged.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  /// A number as its text: 1e400, 1.10, or more digits than a `Double` has.
  case decimal(String)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])
}

/// One name and value of a JSON object.
public struct JSONMember: Sendable, Equatable {
  public var name: String
  public var value: JSONValue

  public init(name: String, value: JSONValue) {
    self.name = name
    self.value = value
  }
}

extension JSONValue {
  var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The text of a `string`, else nil.
  public var stringValue: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// A whole number that fits 64 bits, however it was written (5, 5.0 or 5e0), else nil.
  public var integerValue: Int64? {
    switch self {
    case .integer(let number): number
    case .number(let number): Int64(exactly: number)
    case .decimal(let text): DecimalText.whole(text)
    default: nil
    }
  }

  /// As it is, but a whole number is an `integer`: for fields that take one among other things.
  var whole: JSONValue { integerValue.map { .integer($0) } ?? self }

  /// The value of a number, to the digits that a `Double` has; nil for what is none, or larger than any.
  public var doubleValue: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    case .decimal(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    default: nil
    }
  }

  /// The value of a `bool`, else nil.
  public var boolValue: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The elements of an `array`, else nil.
  public var arrayValue: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members of an `object`, else nil.
  public var objectValue: [JSONMember]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The member with this name, when this is an object that has one.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.hasSameBytes(as: name) }?.value
  }

  /// How a message to a person calls this kind of value.
  package var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .number, .decimal: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
