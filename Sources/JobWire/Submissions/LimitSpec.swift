// The `limit` field of a submission.

/// At most `max` running jobs share this key.
public struct LimitSpec: Sendable, Equatable {
  public var key: String
  public var max: Int

  public init(key: String, max: Int) {
    self.key = key
    self.max = max
  }
}

extension LimitSpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("key", key)
    writer.field("max", max)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    key = reader.required("key", reader.string("key"), or: "")
    max = reader.required("max", reader.int("max"), or: 0)
  }
}
