// An element of the `after` field: an existing job to wait for, given as an id or with a condition.

/// A parent and the end of it that releases the job.
public struct AfterSpec: Sendable, Equatable {
  public var job: Int64
  public var on: WireCondition?

  public init(job: Int64, on: WireCondition? = nil) {
    self.job = job
    self.on = on
  }
}

extension AfterSpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    guard let on else { return writer.integer(job) }
    writer.beginObject()
    writer.field("job", job)
    writer.field("on", on)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    job = reader.required("job", reader.integer("job", in: 1 ... .max), or: 0)
    on = reader.choice("on")
  }
}

extension ObjectReader {
  /// A list of parents; a bare id means its success.
  mutating func parents(_ name: String) -> [AfterSpec]? {
    array(name) { value, path, problems in
      if case .integer(let id) = value { return AfterSpec(job: id) }
      return Self.read(value, at: path, unknown: .refused, problems: &problems) { AfterSpec(fields: &$0) }
    }
  }
}
