// The body of `POST /v1/batches/{id}/cancel`, which may be absent.

/// How to cancel a batch.
public struct BatchCancelRequest: Sendable, Equatable {
  /// Kept with the jobs it cancels, for people.
  public var reason: String?

  public init(reason: String? = nil) { self.reason = reason }
}

extension BatchCancelRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("reason", reason)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    reason = reader.string("reason")
  }
}
