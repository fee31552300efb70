// One page of `GET /v1/batches`.

/// Some batches, newest first, and how to get the next ones.
public struct BatchPage: Sendable, Equatable {
  public var batches: [BatchView]
  /// Opaque; nil on the last page.
  public var nextCursor: String?

  public init(batches: [BatchView], nextCursor: String? = nil) {
    self.batches = batches
    self.nextCursor = nextCursor
  }
}

extension BatchPage: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("batches", batches)
    writer.field("next_cursor", nextCursor)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    batches = reader.required("batches", reader.objects("batches"), or: [])
    nextCursor = reader.string("next_cursor")
  }
}
