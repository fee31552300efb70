// The body of `POST /v1/jobs:switch`.

/// Two jobs that are to change places.
public struct SwitchRequest: Sendable, Equatable {
  public var a: Int64
  public var b: Int64

  public init(a: Int64, b: Int64) {
    self.a = a
    self.b = b
  }
}

extension SwitchRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("a", a)
    writer.field("b", b)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    a = reader.required("a", reader.integer("a", in: 1 ... .max), or: 1)
    b = reader.required("b", reader.integer("b", in: 1 ... .max), or: 1)
  }
}
