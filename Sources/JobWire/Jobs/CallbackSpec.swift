// An element of the `callbacks` field: who is told about the end of a job.

/// A URL or a command to call after the end.
public struct CallbackSpec: Sendable, Equatable {
  public var url: String?
  public var argv: [String]?
  public var on: WireCondition?

  public init(url: String? = nil, argv: [String]? = nil, on: WireCondition? = nil) {
    self.url = url
    self.argv = argv
    self.on = on
  }
}

extension CallbackSpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("url", url)
    writer.optionalField("argv", argv)
    writer.optionalField("on", on)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    url = reader.string("url")
    argv = reader.strings("argv")
    on = reader.choice("on")
  }
}
