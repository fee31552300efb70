// The slots of the whole daemon, inside InfoView.

/// How many jobs may run and how many do.
public struct SlotsView: Sendable, Equatable {
  public var total: Int
  /// Nil for who sees only some of the jobs that take them.
  public var used: Int?

  public init(total: Int, used: Int?) {
    self.total = total
    self.used = used
  }
}

extension SlotsView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("total", total)
    writer.field("used", used)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    total = reader.required("total", reader.int("total"), or: 0)
    used = reader.int("used")
  }
}
