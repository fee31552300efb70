// The answer of `GET /v1/schedules/{name}/preview`.

/// When a schedule fires next, without its jitter.
public struct PreviewReply: Sendable, Equatable {
  /// Fewer than were asked for when it never fires again after them.
  public var times: [WireTime]

  public init(times: [WireTime]) { self.times = times }
}

extension PreviewReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("times", times)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    times = reader.required("times", reader.times("times"), or: [])
  }
}
