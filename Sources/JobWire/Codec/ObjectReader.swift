// Hands out the fields of one JSON object by name and type, collecting every problem instead of stopping at the first,
// and finds the fields nobody asked for. The typed accessors are in the extensions beside this file.

/// A look into one JSON object that remembers what was asked for and what was wrong.
///
/// `null` counts as absent: a client may send what a response gave it.
package struct ObjectReader {
  /// What to do about fields that were never asked for.
  package enum UnknownFields: Sendable {
    case refused
    case ignored
  }

  /// More members than any wire type has fields; one bit each of `taken`.
  private static let membersMax = 64

  private let members: [JSONMember]
  /// "" for the body itself, `retry.` inside its field `retry`.
  private let prefix: String
  /// What is a request has bounds, which answers of this or a newer daemon have not.
  let isRequest: Bool
  private var taken: UInt64 = 0
  private(set) var problems: [FieldProblem] = []
  /// What was asked for, kept only in the second run that explains unknown fields, and for the form of a type.
  private var asked: ObjectShape?

  private init(_ members: [JSONMember], prefix: String, isRequest: Bool, isRecording: Bool) {
    self.members = members
    self.prefix = prefix
    self.isRequest = isRequest
    asked = isRecording ? ObjectShape(isClosed: isRequest) : nil
  }

  /// What `body` asks for of an object, and what it makes of an empty one.
  static func shape<T>(unknown: UnknownFields, _ body: (inout ObjectReader) -> T) -> (asked: ObjectShape, empty: T) {
    let isRequest = unknown == .refused
    var reader = ObjectReader([], prefix: "", isRequest: isRequest, isRecording: true)
    let empty = body(&reader)
    return (reader.asked ?? ObjectShape(isClosed: isRequest), empty)
  }

  /// Reads `value` as an object at `path` ("" for the whole body) and adds what is wrong with it to `problems`.
  ///
  /// `body` must only depend on the reader: it runs a second time to find the names worth suggesting when a field is
  /// unknown, which costs nothing as long as there is none.
  package static func read<T>(
    _ value: JSONValue, at path: String = "", unknown: UnknownFields, problems: inout [FieldProblem],
    _ body: (inout ObjectReader) -> T
  ) -> T? {
    guard case .object(let members) = value else {
      problems.append(
        FieldProblem(field: path.isEmpty ? "(body)" : path, detail: "must be an object, not \(value.kindName)"))
      return nil
    }
    let isRequest = unknown == .refused
    guard members.count <= membersMax || !isRequest else {
      let detail = "has \(members.count) fields, more than there are"
      problems.append(FieldProblem(field: path.isEmpty ? "(body)" : path, detail: detail))
      return nil
    }
    let prefix = path.isEmpty ? "" : path + "."
    var reader = ObjectReader(members, prefix: prefix, isRequest: isRequest, isRecording: false)
    let result = body(&reader)
    if isRequest, reader.taken.nonzeroBitCount < members.count {
      reader = ObjectReader(members, prefix: prefix, isRequest: isRequest, isRecording: true)
      _ = body(&reader)
      reader.reportUnknown()
    }
    if !reader.problems.isEmpty { problems.append(contentsOf: reader.problems) }
    return result
  }

  /// The value of a field, nil when it is absent or null. Each field can be taken once: what is taken is no longer
  /// looked at, so that the cost is the few fields that were sent, not the many that exist.
  ///
  /// - Parameter shape: what the field may have; looked at only when that is asked for.
  package mutating func value(_ name: String, _ shape: @autoclosure () -> WireShape = .any) -> JSONValue? {
    asked?.add(name, shape())
    if taken.nonzeroBitCount == members.count { return nil }
    for index in members.indices {
      let bit: UInt64 = index < Self.membersMax ? 1 << UInt64(index) : 0
      if taken & bit != 0 || !members[index].name.hasSameBytes(as: name) { continue }
      taken |= bit
      if case .null = members[index].value { return nil }
      return members[index].value
    }
    return nil
  }

  /// Whether the field is there and not null, taken or not.
  package func has(_ name: String) -> Bool {
    members.contains { $0.name.hasSameBytes(as: name) && !$0.value.isNull }
  }

  /// Whether the field is there with the value null, which a patch tells from absent.
  package func isNull(_ name: String) -> Bool {
    members.contains { $0.name.hasSameBytes(as: name) && $0.value.isNull }
  }

  /// Whether the field is there and a list without elements, which is not one whose elements are all wrong.
  package func isEmptyList(_ name: String) -> Bool {
    members.contains { $0.name.hasSameBytes(as: name) && $0.value.arrayValue?.isEmpty == true }
  }

  /// Notes that this field of the object is wrong.
  package mutating func problem(_ name: String, _ detail: String) {
    problems.append(FieldProblem(field: prefix + name, detail: detail))
  }

  /// Notes that the object as a whole is wrong.
  package mutating func problem(_ detail: String) {
    let field = prefix.isEmpty ? "(body)" : String(prefix.dropLast())
    problems.append(FieldProblem(field: field, detail: detail))
  }

  /// `value`, or a problem and the placeholder when there is none.
  package mutating func required<T>(_ name: String, _ value: T?, or placeholder: T) -> T {
    if let value { return value }
    asked?.require(name)
    let field = prefix + name
    if !problems.contains(where: { $0.field == field }) { problem(name, "is required") }
    return placeholder
  }

  /// Reads a field as an object of its own.
  package mutating func object<T>(
    _ name: String, unknown: UnknownFields = .refused, _ body: (inout ObjectReader) -> T
  ) -> T? {
    guard let value = value(name, .fields(Self.shape(unknown: unknown, body).asked)) else { return nil }
    return Self.read(value, at: prefix + name, unknown: unknown, problems: &problems, body)
  }

  /// Reads a field as an object of its own.
  ///
  /// - Parameter shape: where it is written in another form than usual.
  package mutating func object<T: WireDecodable>(
    _ name: String, as type: T.Type = T.self, _ shape: @autoclosure () -> WireShape = .object(T.self)
  ) -> T? {
    guard let value = value(name, shape()) else { return nil }
    return Self.read(value, at: prefix + name, unknown: T.unknownFields, problems: &problems) { T(fields: &$0) }
  }

  /// Reads a field as an array whose elements `body` turns into values; it gets each element's path for its problems.
  ///
  /// - Parameter element: what each may be.
  package mutating func array<T>(
    _ name: String, of element: @autoclosure () -> WireShape,
    _ body: (JSONValue, String, inout [FieldProblem]) -> T?
  ) -> [T]? {
    guard let value = value(name, .list(element())) else { return nil }
    guard case .array(let elements) = value else {
      problem(name, "must be an array, not \(value.kindName)")
      return nil
    }
    guard elements.count <= WireLimits.elementsMax || !isRequest else {
      problem(name, "must have at most \(WireLimits.elementsMax) elements")
      return nil
    }
    var results: [T] = []
    results.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      // It is refused in any case.
      if problems.count >= WireLimits.problemsMax { break }
      if let result = body(element, "\(prefix)\(name)[\(index)]", &problems) { results.append(result) }
    }
    return results
  }

  /// Reads a field as an array of objects.
  package mutating func objects<T: WireDecodable>(_ name: String, as type: T.Type = T.self) -> [T]? {
    array(name, of: .object(T.self)) { value, path, problems in
      Self.read(value, at: path, unknown: T.unknownFields, problems: &problems) { T(fields: &$0) }
    }
  }

  /// The same, whatever else is in them.
  package mutating func objects<T>(
    _ name: String, unknown: UnknownFields, _ body: (inout ObjectReader) -> T
  ) -> [T]? {
    array(name, of: .fields(Self.shape(unknown: unknown, body).asked)) { value, path, problems in
      Self.read(value, at: path, unknown: unknown, problems: &problems, body)
    }
  }

  /// Notes a rule that this object keeps.
  mutating func note(_ rule: @autoclosure () -> ObjectRule) { asked?.add(rule()) }

  /// Notes that a field has no null.
  mutating func noteNoNull(_ name: String) { asked?.refuseNull(name) }

  private mutating func reportUnknown() {
    let known = asked?.fields.map(\.name) ?? []
    for (index, member) in members.enumerated() where index >= Self.membersMax || taken & (1 << UInt64(index)) == 0 {
      let name = member.name.clipped()
      let hint = NameHint.closest(to: member.name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
      problem(name, "is not a known field\(hint)")
    }
  }
}
