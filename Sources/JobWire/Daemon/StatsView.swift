// The answer of `GET /v1/stats`.

/// Figures per queue.
public struct StatsView: Sendable, Equatable {
  public var queues: [QueueView]
  /// Everything is paused; nil if it is not.
  public var paused: PauseView?

  public init(queues: [QueueView], paused: PauseView? = nil) {
    self.queues = queues
    self.paused = paused
  }
}

extension StatsView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("queues", queues)
    writer.field("paused", paused)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    queues = reader.required("queues", reader.objects("queues"), or: [])
    paused = reader.object("paused")
  }
}
