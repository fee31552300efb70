// The answer of `GET /v1/workers`.

/// All workers, and the handlers that may have some.
public struct WorkersReply: Sendable, Equatable {
  public var workers: [WorkerView]
  public var handlers: [WorkerHandlerView]

  public init(workers: [WorkerView], handlers: [WorkerHandlerView]) {
    self.workers = workers
    self.handlers = handlers
  }
}

extension WorkersReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("workers", workers)
    writer.field("handlers", handlers)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    workers = reader.required("workers", reader.objects("workers"), or: [])
    handlers = reader.required("handlers", reader.objects("handlers"), or: [])
  }
}
