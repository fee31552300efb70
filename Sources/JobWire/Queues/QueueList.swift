// The answer of `GET /v1/queues`.

/// All queues.
public struct QueueList: Sendable, Equatable {
  public var queues: [QueueView]

  public init(queues: [QueueView]) {
    self.queues = queues
  }
}

extension QueueList: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("queues", queues)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    queues = reader.required("queues", reader.objects("queues"), or: [])
  }
}
