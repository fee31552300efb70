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
    Self.begin(&writer, count: count, dryRun: dryRun)
    for spec in specs { spec.write(to: &writer) }
    Self.end(&writer)
  }

  /// What stands before the submissions, for a writer that is given one after the other.
  package static func begin(_ writer: inout JSONWriter, count: Int, dryRun: Bool = true) {
    writer.beginObject()
    writer.field("dry_run", dryRun)
    writer.field("count", count)
    writer.name("specs")
    writer.beginArray()
  }

  /// What stands behind them.
  package static func end(_ writer: inout JSONWriter) {
    writer.endArray()
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    dryRun = reader.bool("dry_run") ?? true
    count = reader.required("count", reader.int("count"), or: 0)
    specs = reader.required("specs", reader.array("specs", of: .map(.any)) { value, _, _ in value }, or: [])
  }
}
