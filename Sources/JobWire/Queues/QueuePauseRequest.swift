// The body of `POST /v1/queues/{name}/pause`.

/// How a queue is paused.
public struct QueuePauseRequest: Sendable, Equatable {
  /// Its commands that run stand still, too, and the clocks of their timeouts.
  public var running: Bool?
  /// After this the pause ends by itself.
  public var forTime: WireDuration?

  public init(running: Bool? = nil, forTime: WireDuration? = nil) {
    self.running = running
    self.forTime = forTime
  }
}

extension QueuePauseRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("running", running)
    writer.optionalField("for", forTime)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    running = reader.bool("running")
    forTime = reader.duration("for")
  }
}
