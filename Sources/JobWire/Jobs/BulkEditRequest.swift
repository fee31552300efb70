// The body of `POST /v1/jobs:edit`.

/// Which jobs are edited, and how.
public struct BulkEditRequest: Sendable, Equatable {
  /// The jobs.
  public var selection: BulkRequest
  /// What each of them is given; what is absent stays as it is.
  public var set: PatchRequest

  public init(_ selection: BulkRequest, set: PatchRequest) {
    self.selection = selection
    self.set = set
  }
}

extension BulkEditRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    selection.writeFields(to: &writer)
    writer.field("set", set)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    selection = BulkRequest(fields: &reader)
    set = reader.required("set", reader.object("set"), or: PatchRequest())
  }
}
