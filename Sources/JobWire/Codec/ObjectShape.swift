// The form of an object on the wire: a type describes itself by reading itself from nothing, while its reader writes down
// what it is asked for.

/// The fields of an object, and what has to hold between them.
package struct ObjectShape: Sendable {
  /// A field as it was asked for.
  package struct Field: Sendable {
    package let name: String
    package let shape: WireShape
    /// Has to be there.
    package var isRequired = false
    /// May be there as `null`.
    package var takesNull = true
  }

  package private(set) var fields: [Field] = []
  package private(set) var rules: [ObjectRule] = []
  /// Whether other fields are refused.
  package let isClosed: Bool

  init(isClosed: Bool) { self.isClosed = isClosed }

  package subscript(name: String) -> Field? { fields.first { $0.name == name } }

  mutating func add(_ name: String, _ shape: WireShape) { fields.append(Field(name: name, shape: shape)) }

  mutating func add(_ rule: ObjectRule) { rules.append(rule) }

  mutating func require(_ name: String) {
    change(name) {
      $0.isRequired = true
      $0.takesNull = false
    }
  }

  mutating func refuseNull(_ name: String) { change(name) { $0.takesNull = false } }

  private mutating func change(_ name: String, _ body: (inout Field) -> Void) {
    guard let index = fields.firstIndex(where: { $0.name == name }) else { return }
    body(&fields[index])
  }

  /// What even the smallest value of the type writes is in every answer, and null only where that value has null.
  fileprivate mutating func note(written: [JSONMember]) {
    let alternatives = Set(rules.flatMap(\.names))
    for member in written where !alternatives.contains(member.name) {
      change(member.name) {
        $0.isRequired = true
        $0.takesNull = $0.takesNull && member.value.isNull
      }
    }
  }
}

extension WireDecodable {
  /// The form of this type. Of one that is read from answers it says what they have, and not only what their reader
  /// cannot do without: a reader puts up with the answers of other versions.
  package static var shape: ObjectShape {
    shape { value, writer in (value as? any WireEncodable)?.write(to: &writer) }
  }

  /// The form that it has where it is written so.
  static func shape(writing write: (Self, inout JSONWriter) -> Void) -> ObjectShape {
    var (shape, smallest) = ObjectReader.shape(unknown: unknownFields) { Self(fields: &$0) }
    var writer = JSONWriter()
    write(smallest, &writer)
    guard !shape.isClosed, let written = (try? JSONReader.parse(writer.bytes))?.objectValue else { return shape }
    shape.note(written: written)
    return shape
  }
}
