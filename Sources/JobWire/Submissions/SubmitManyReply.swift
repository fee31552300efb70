// The answer to a submission of many jobs as NDJSON.

/// The ids of all submitted jobs, in the order of their lines.
public struct SubmitManyReply: Sendable, Equatable {
  public var ids: [Int64]
  public var count: Int

  public init(ids: [Int64], count: Int) {
    self.ids = ids
    self.count = count
  }
}

extension SubmitManyReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("ids", ids)
    writer.field("count", count)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    ids = reader.required("ids", reader.integers("ids"), or: [])
    count = reader.required("count", reader.int("count"), or: 0)
  }
}
