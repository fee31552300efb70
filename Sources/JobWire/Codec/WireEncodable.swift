// The two directions of every wire type: into a writer, and out of a parsed object with all its problems.

/// A type that writes itself as one JSON value.
package protocol WireEncodable {
  func write(to writer: inout JSONWriter)
}

extension WireEncodable {
  /// This value as compact JSON.
  package func jsonBytes(capacity: Int = 1_024) -> [UInt8] {
    var writer = JSONWriter(capacity: capacity)
    write(to: &writer)
    return writer.bytes
  }
}

/// A type that reads itself from the fields of one JSON object; what is wrong with them the reader collects.
package protocol WireDecodable: Sendable {
  /// How fields this type does not know are met: requests refuse them, responses may gain some.
  static var unknownFields: ObjectReader.UnknownFields { get }
  init(fields reader: inout ObjectReader)
}

extension WireDecodable {
  /// This type from a JSON value, or everything that is wrong with it.
  package init(json: JSONValue) throws(WireDecodeError) {
    var problems: [FieldProblem] = []
    let value = ObjectReader.read(json, unknown: Self.unknownFields, problems: &problems) { Self(fields: &$0) }
    guard let value, problems.isEmpty else { throw .fields(problems) }
    self = value
  }

  /// This type from JSON text, or everything that is wrong with it.
  package init(jsonBytes bytes: UnsafeRawBufferPointer) throws(WireDecodeError) {
    let json: JSONValue
    do { json = try JSONReader.parse(bytes) } catch { throw .syntax(error) }
    try self.init(json: json)
  }

  /// This type from JSON text, or everything that is wrong with it.
  package init(jsonBytes bytes: [UInt8]) throws(WireDecodeError) {
    let json: JSONValue
    do { json = try JSONReader.parse(bytes) } catch { throw .syntax(error) }
    try self.init(json: json)
  }
}
