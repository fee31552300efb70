// The answer of `GET /v1/workers`.

/// All worker processes, the handlers that may have some, and the remote workers.
public struct WorkersReply: Sendable, Equatable {
  public var workers: [WorkerView]
  public var handlers: [WorkerHandlerView]
  /// Those that were heard of last come first.
  public var remote: [RemoteWorkerView]
  /// There are more remote workers, or more is known of them, than is shown.
  public var truncated: Bool

  public init(
    workers: [WorkerView], handlers: [WorkerHandlerView], remote: [RemoteWorkerView] = [], truncated: Bool = false
  ) {
    self.workers = workers
    self.handlers = handlers
    self.remote = remote
    self.truncated = truncated
  }
}

extension WorkersReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("workers", workers)
    writer.field("handlers", handlers)
    writer.field("remote", remote)
    writer.field("truncated", truncated)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    workers = reader.required("workers", reader.objects("workers"), or: [])
    handlers = reader.required("handlers", reader.objects("handlers"), or: [])
    // A daemon of before does not know them.
    remote = reader.objects("remote") ?? []
    truncated = reader.bool("truncated") ?? false
  }
}
