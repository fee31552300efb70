// The body with which a remote worker gives a job back.

/// The body of `…/release`.
public struct ReleaseBody: Sendable, Equatable {
  /// Not before this much later.
  public var delay: WireDuration?

  public init(delay: WireDuration? = nil) {
    self.delay = delay
  }
}

extension ReleaseBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("delay", delay)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    delay = reader.duration("delay")
  }
}
