// The answer of `DELETE /v1/jobs/{id}/callbacks`.

/// How many callbacks were removed; those that have been called stay.
public struct RemovedReply: Sendable, Equatable {
  public var removed: Int

  public init(removed: Int) { self.removed = removed }
}

extension RemovedReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("removed", removed)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    removed = reader.required("removed", reader.int("removed"), or: 0)
  }
}
