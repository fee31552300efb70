// A JSON value writes itself: payloads and specs pass through the wire types unchanged.

extension JSONValue: WireEncodable {
  package func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .integer(let value): writer.integer(value)
    case .number(let value): writer.number(value)
    case .decimal(let text): writer.raw(text.utf8)
    case .string(let value): writer.string(value)
    case .array(let elements): writer.array(elements)
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.name(data: member.name)
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }
}
