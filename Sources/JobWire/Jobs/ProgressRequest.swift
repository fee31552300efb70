// The body of `POST /v1/jobs/{id}/progress`: how far a running job says it is.

/// A progress report: a fraction, or how much of how much, or a note alone.
public struct ProgressRequest: Sendable, Equatable {
  /// From 0 to 1.
  public var fraction: Double?
  public var done: Int64?
  public var total: Int64?
  public var note: String?

  public init(fraction: Double? = nil, done: Int64? = nil, total: Int64? = nil, note: String? = nil) {
    self.fraction = fraction
    self.done = done
    self.total = total
    self.note = note
  }
}

extension ProgressRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("fraction", fraction)
    writer.optionalField("done", done)
    writer.optionalField("total", total)
    writer.optionalField("note", note)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    fraction = reader.number("fraction")
    done = reader.integer("done")
    total = reader.integer("total")
    note = reader.string("note")
  }
}
