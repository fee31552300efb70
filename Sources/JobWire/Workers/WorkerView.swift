// A worker process, inside WorkersReply.

/// A worker that carries out the jobs of a handler.
public struct WorkerView: Sendable, Equatable {
  /// `process`; a newer daemon may know others.
  public var kind: String
  public var handler: String
  public var pid: Int64?
  /// `starting`, `idle`, `busy` or `stopping`; a newer daemon may know more.
  public var state: String
  /// The jobs it runs now.
  public var jobs: [Int64]
  /// Nil for who sees only some of the jobs.
  public var jobsDone: Int?
  public var startedAt: WireTime
  public var rssBytes: Int64?

  public init(
    kind: String = "process", handler: String, pid: Int64? = nil, state: String, jobs: [Int64] = [], jobsDone: Int? = 0,
    startedAt: WireTime, rssBytes: Int64? = nil
  ) {
    self.kind = kind
    self.handler = handler
    self.pid = pid
    self.state = state
    self.jobs = jobs
    self.jobsDone = jobsDone
    self.startedAt = startedAt
    self.rssBytes = rssBytes
  }
}

extension WorkerView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("kind", kind)
    writer.field("handler", handler)
    writer.field("pid", pid)
    writer.field("state", state)
    writer.field("jobs", jobs)
    writer.field("jobs_done", jobsDone)
    writer.field("started_at", startedAt)
    writer.field("rss_bytes", rssBytes)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    kind = reader.required("kind", reader.string("kind"), or: "")
    handler = reader.required("handler", reader.string("handler"), or: "")
    pid = reader.integer("pid")
    state = reader.required("state", reader.string("state"), or: "")
    jobs = reader.required("jobs", reader.integers("jobs"), or: [])
    jobsDone = reader.int("jobs_done")
    startedAt = reader.required("started_at", reader.time("started_at"), or: WireTime(micros: 0))
    rssBytes = reader.integer("rss_bytes")
  }
}
