// A job this one waits for, inside JobView.

/// A parent and the end of it that releases this job.
public struct ParentView: Sendable, Equatable {
  public var job: Int64
  public var on: WireCondition

  public init(job: Int64, on: WireCondition) {
    self.job = job
    self.on = on
  }
}

extension ParentView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("job", job)
    writer.field("on", on)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    job = reader.required("job", reader.integer("job"), or: 0)
    on = reader.required("on", reader.choice("on"), or: .any)
  }
}
