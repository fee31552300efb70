// The body of `POST /v1/jobs:cancel`, `:retry` and `:delete`.

/// Which jobs a bulk verb is for.
public struct BulkRequest: Sendable, Equatable {
  public var filter: JobFilterWire
  /// Only answers which jobs it would be.
  public var dryRun: Bool?

  public init(filter: JobFilterWire, dryRun: Bool? = nil) {
    self.filter = filter
    self.dryRun = dryRun
  }
}

extension BulkRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("filter", filter)
    writer.optionalField("dry_run", dryRun)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    filter = reader.required("filter", reader.object("filter"), or: JobFilterWire())
    dryRun = reader.bool("dry_run")
  }
}
