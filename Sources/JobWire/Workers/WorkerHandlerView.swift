// A handler whose jobs run in worker processes, inside WorkersReply.

/// A handler with worker processes.
public struct WorkerHandlerView: Sendable, Equatable {
  public var handler: String
  /// Processes it may have.
  public var processes: Int
  /// Attempts in one process.
  public var concurrency: Int
  /// Nil for who sees only some of the jobs, and so is the next.
  public var starts: Int?
  public var jobsDone: Int?
  /// No worker of it is started for now, or at all.
  public var down: Bool
  /// When the next one may be started; nil if it may be now, or never.
  public var downUntil: WireTime?
  /// What became of the last worker that failed; nil once a job has been finished since.
  public var lastFailure: String?

  public init(
    handler: String, processes: Int, concurrency: Int, starts: Int? = 0, jobsDone: Int? = 0, down: Bool = false,
    downUntil: WireTime? = nil, lastFailure: String? = nil
  ) {
    self.handler = handler
    self.processes = processes
    self.concurrency = concurrency
    self.starts = starts
    self.jobsDone = jobsDone
    self.down = down
    self.downUntil = downUntil
    self.lastFailure = lastFailure
  }
}

extension WorkerHandlerView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("handler", handler)
    writer.field("processes", processes)
    writer.field("concurrency", concurrency)
    writer.field("starts", starts)
    writer.field("jobs_done", jobsDone)
    writer.field("down", down)
    writer.field("down_until", downUntil)
    writer.field("last_failure", lastFailure)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    handler = reader.required("handler", reader.string("handler"), or: "")
    processes = reader.required("processes", reader.int("processes"), or: 0)
    concurrency = reader.required("concurrency", reader.int("concurrency"), or: 0)
    starts = reader.int("starts")
    jobsDone = reader.int("jobs_done")
    down = reader.required("down", reader.bool("down"), or: false)
    downUntil = reader.time("down_until")
    lastFailure = reader.string("last_failure")
  }
}
