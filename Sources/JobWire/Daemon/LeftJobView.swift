// A job in the answers of `POST /v1/pause` and `/v1/resume` with which nothing was done.

/// A job with which nothing was done.
public struct LeftJobView: Sendable, Equatable {
  public var id: Int64
  /// `not_found`, `ended`, `held`, `running`, `not_a_command`, `cancelling`, `not_paused`, `still_paused` or
  /// `unreadable`.
  public var reason: String

  public init(id: Int64, reason: String) {
    self.id = id
    self.reason = reason
  }
}

extension LeftJobView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", id)
    writer.field("reason", reason)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    id = reader.required("id", reader.integer("id"), or: 0)
    reason = reader.required("reason", reader.string("reason"), or: "")
  }
}
