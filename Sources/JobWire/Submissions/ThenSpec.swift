// An element of the `then` field: a follow-up submitted with its parent.

/// A follow-up and the end of its parent that releases it.
public struct ThenSpec: Sendable, Equatable {
  public var on: WireCondition?
  public var job: SubmitRequest

  public init(on: WireCondition? = nil, job: SubmitRequest) {
    self.on = on
    self.job = job
  }
}

extension ThenSpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("on", on)
    writer.field("job", job)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    on = reader.choice("on")
    job = reader.required("job", reader.object("job"), or: SubmitRequest())
  }
}
