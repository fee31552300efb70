// An element of the `after` field: something to wait for first, given as a job's id or with a condition.

/// A parent and the end of it that releases the job.
public struct AfterSpec: Sendable, Equatable {
  public var parent: WireParent
  /// Default success.
  public var on: WireCondition?

  public init(_ parent: WireParent, on: WireCondition? = nil) {
    self.parent = parent
    self.on = on
  }

  public init(job: Int64, on: WireCondition? = nil) { self.init(.job(job), on: on) }

  public init(batch: Int64, on: WireCondition? = nil) { self.init(.batch(batch), on: on) }
}

extension AfterSpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    if case .job(let id) = parent, on == nil { return writer.integer(id) }
    writer.beginObject()
    writer.parent(parent)
    writer.optionalField("on", on)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    parent = reader.parent()
    on = reader.choice("on")
  }
}

extension ObjectReader {
  /// A list of parents; a bare id means the success of that job.
  mutating func parents(_ name: String) -> [AfterSpec]? {
    array(name, of: .either([.integer(1 ... .max), .object(AfterSpec.self)])) { value, path, problems in
      if let id = value.integerValue {
        if id > 0 { return AfterSpec(job: id) }
        problems.append(FieldProblem(field: path, detail: "must be at least 1"))
        return nil
      }
      guard case .object = value else {
        let detail = "must be a job's id or an object such as {\"job\": 7, \"on\": \"any\"}, not \(value.kindName)"
        problems.append(FieldProblem(field: path, detail: detail))
        return nil
      }
      return Self.read(value, at: path, unknown: .refused, problems: &problems) { AfterSpec(fields: &$0) }
    }
  }
}
