// One thing that keeps a job from running, inside WhyView.

/// Something in a job's way.
public struct BlockerView: Sendable, Equatable {
  /// `queue_paused`, `slots`, `limit`, `rate`, `parent`, `delay`, `held`, `draining`, `pool`, `handler_down`,
  /// `no_worker` or `host`; a newer daemon may know more.
  public var kind: String
  /// A sentence that names what is in the way.
  public var detail: String
  /// When it will be gone, where that is known.
  public var until: WireTime?

  public init(kind: String, detail: String, until: WireTime? = nil) {
    self.kind = kind
    self.detail = detail
    self.until = until
  }
}

extension BlockerView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("kind", kind)
    writer.field("detail", detail)
    writer.optionalField("until", until)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    kind = reader.required("kind", reader.string("kind"), or: "")
    detail = reader.required("detail", reader.string("detail"), or: "")
    until = reader.time("until")
  }
}
