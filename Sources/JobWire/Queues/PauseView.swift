// A pause that is on, of everything or of a queue.

/// Since when and until when nothing starts.
public struct PauseView: Sendable, Equatable {
  /// Nil for a pause from before this was kept.
  public var since: WireTime?
  /// When it ends by itself; nil if it does not.
  public var until: WireTime?
  /// Commands that ran when it began stand still.
  public var running: Bool

  public init(since: WireTime? = nil, until: WireTime? = nil, running: Bool = false) {
    self.since = since
    self.until = until
    self.running = running
  }
}

extension PauseView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("since", since)
    writer.field("until", until)
    writer.field("running", running)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    since = reader.time("since")
    until = reader.time("until")
    running = reader.bool("running") ?? false
  }
}
