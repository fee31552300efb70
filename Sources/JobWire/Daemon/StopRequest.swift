// The body of `POST /v1/stop`.

/// How to stop the daemon.
public struct StopRequest: Sendable, Equatable {
  /// Default drain.
  public var mode: WireStopMode?

  public init(mode: WireStopMode? = nil) { self.mode = mode }
}

extension StopRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("mode", mode)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) { mode = reader.choice("mode") }
}
