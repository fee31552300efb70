// The answer of a bulk verb.

/// How many jobs a bulk verb reached.
public struct BulkReply: Sendable, Equatable {
  public var count: Int
  /// Which ones; only in a dry run.
  public var ids: [Int64]?

  public init(count: Int, ids: [Int64]? = nil) {
    self.count = count
    self.ids = ids
  }
}

extension BulkReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("count", count)
    writer.optionalField("ids", ids)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    count = reader.required("count", reader.int("count"), or: 0)
    ids = reader.integers("ids")
  }
}
