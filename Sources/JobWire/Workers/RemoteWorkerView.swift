// A remote worker, inside WorkersReply.

/// Somebody who claims jobs over HTTP.
public struct RemoteWorkerView: Sendable, Equatable {
  /// As it calls itself; nil if it does not.
  public var name: String?
  /// Whose token or user it has: `token:gpu`.
  public var identity: String
  /// `busy` with jobs, `waiting` for some, or `away`; a newer daemon may know more.
  public var state: String
  /// What it asked for last; empty is all.
  public var handlers: [String]
  public var queues: [String]
  /// Its requests that wait for jobs right now.
  public var waiting: Int
  /// The jobs it has in hand, the first of them.
  public var jobs: [Int64]
  /// How many it has in hand.
  public var jobCount: Int
  /// When it last asked for jobs or renewed a lease; nil if not since this daemon was started.
  public var lastSeenAt: WireTime?

  public init(
    name: String? = nil, identity: String, state: String, handlers: [String] = [], queues: [String] = [],
    waiting: Int = 0, jobs: [Int64] = [], jobCount: Int = 0, lastSeenAt: WireTime? = nil
  ) {
    self.name = name
    self.identity = identity
    self.state = state
    self.handlers = handlers
    self.queues = queues
    self.waiting = waiting
    self.jobs = jobs
    self.jobCount = jobCount
    self.lastSeenAt = lastSeenAt
  }
}

extension RemoteWorkerView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("name", name)
    writer.field("identity", identity)
    writer.field("state", state)
    writer.field("handlers", handlers)
    writer.field("queues", queues)
    writer.field("waiting", waiting)
    writer.field("jobs", jobs)
    writer.field("job_count", jobCount)
    writer.field("last_seen_at", lastSeenAt)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    name = reader.string("name")
    identity = reader.required("identity", reader.string("identity"), or: "")
    state = reader.required("state", reader.string("state"), or: "")
    handlers = reader.required("handlers", reader.strings("handlers"), or: [])
    queues = reader.required("queues", reader.strings("queues"), or: [])
    waiting = reader.required("waiting", reader.int("waiting"), or: 0)
    jobs = reader.required("jobs", reader.integers("jobs"), or: [])
    jobCount = reader.required("job_count", reader.int("job_count"), or: 0)
    lastSeenAt = reader.time("last_seen_at")
  }
}
