// The body of `POST /v1/stop`.

/// How to stop the daemon.
public struct StopBody: Sendable, Equatable {
  /// Default drain.
  public var mode: WireStopMode?

  public init(mode: WireStopMode? = nil) { self.mode = mode }
}

extension StopBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("mode", mode)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) { mode = reader.choice("mode") }
}
