// The body of `POST /v1/jobs:cancel`, `:retry`, `:delete`, `:hold` and `:release`, and half of that of `:edit`.

/// Which jobs a bulk verb is for.
public struct BulkRequest: Sendable, Equatable {
  public var filter: JobFilterWire
  /// Says that a filter without conditions is meant: every job. Without it such a filter is refused, because a program
  /// that has found nothing to filter by sends one, too.
  public var all: Bool?
  /// Only answers which jobs it would be.
  public var dryRun: Bool?

  public init(filter: JobFilterWire, dryRun: Bool? = nil, all: Bool? = nil) {
    self.filter = filter
    self.all = all
    self.dryRun = dryRun
  }
}

extension BulkRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeFields(to: &writer)
    writer.endObject()
  }

  /// Without the braces around them.
  func writeFields(to writer: inout JSONWriter) {
    writer.field("filter", filter)
    writer.optionalField("all", all)
    writer.optionalField("dry_run", dryRun)
  }

  package init(fields reader: inout ObjectReader) {
    filter = reader.required("filter", reader.object("filter"), or: JobFilterWire())
    all = reader.bool("all")
    dryRun = reader.bool("dry_run")
    reader.note(.filled("filter", unless: "all"))
    if filter.isEmpty, all != true, reader.problems.isEmpty {
      reader.problem("filter", JobFilterWire.emptyDetail)
    }
  }
}
