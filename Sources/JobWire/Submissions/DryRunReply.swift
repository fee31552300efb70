// The answer to a submission with `dry_run=true`: nothing was stored.

/// What would have been stored.
public struct DryRunReply: Sendable, Equatable {
  public var dryRun: Bool
  public var count: Int
  /// Each submission with its defaults filled in and secrets masked.
  public var specs: [JSONValue]

  public init(dryRun: Bool = true, count: Int, specs: [JSONValue]) {
    self.dryRun = dryRun
    self.count = count
    self.specs = specs
  }
}

extension DryRunReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("dry_run", dryRun)
    writer.field("count", count)
    writer.field("specs", specs)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    dryRun = reader.bool("dry_run") ?? true
    count = reader.required("count", reader.int("count"), or: 0)
    specs = reader.required("specs", reader.array("specs") { value, _, _ in value }, or: [])
  }
}
