// How far a running job says it is, inside JobView.

/// The latest progress report of a job.
public struct ProgressView: Sendable, Equatable {
  /// From 0 to 1.
  public var fraction: Double?
  public var done: Int64?
  public var total: Int64?
  public var note: String?
  /// When it was reported.
  public var at: WireTime

  public init(fraction: Double? = nil, done: Int64? = nil, total: Int64? = nil, note: String? = nil, at: WireTime) {
    self.fraction = fraction
    self.done = done
    self.total = total
    self.note = note
    self.at = at
  }
}

extension ProgressView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("fraction", fraction)
    writer.field("done", done)
    writer.field("total", total)
    writer.field("note", note)
    writer.field("at", at)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    fraction = reader.number("fraction")
    done = reader.integer("done")
    total = reader.integer("total")
    note = reader.string("note")
    at = reader.required("at", reader.time("at"), or: WireTime(micros: 0))
  }
}
