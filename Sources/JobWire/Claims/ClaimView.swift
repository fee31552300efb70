// A job in the hands of a remote worker, in the answer to its claim.

/// What a remote worker needs to carry out a job.
public struct ClaimView: Sendable, Equatable {
  public var job: Int64
  public var handler: String
  public var name: String
  public var queue: String
  public var payload: JSONValue
  public var attempt: Int
  public var maxAttempts: Int
  public var tags: [String: String]
  /// Proof that the job is the worker's; fit for a path.
  public var fence: String
  public var timeout: WireDuration?
  public var deadline: WireTime?
  public var parents: [ClaimParentView]
  public var lease: WireDuration
  /// When to send the next heartbeat.
  public var renewIn: WireDuration
  public var leaseExpiresAt: WireTime
  /// What an earlier attempt left, base64.
  public var checkpoint: String?

  public init(
    job: Int64, handler: String, name: String, queue: String, payload: JSONValue, attempt: Int, maxAttempts: Int,
    tags: [String: String], fence: String, timeout: WireDuration?, deadline: WireTime?, parents: [ClaimParentView],
    lease: WireDuration, renewIn: WireDuration, leaseExpiresAt: WireTime, checkpoint: String?
  ) {
    self.job = job
    self.handler = handler
    self.name = name
    self.queue = queue
    self.payload = payload
    self.attempt = attempt
    self.maxAttempts = maxAttempts
    self.tags = tags
    self.fence = fence
    self.timeout = timeout
    self.deadline = deadline
    self.parents = parents
    self.lease = lease
    self.renewIn = renewIn
    self.leaseExpiresAt = leaseExpiresAt
    self.checkpoint = checkpoint
  }
}

/// A job that a claimed one followed.
public struct ClaimParentView: Sendable, Equatable {
  public var id: Int64
  public var state: String

  public init(id: Int64, state: String) {
    self.id = id
    self.state = state
  }
}

extension ClaimView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("job", job)
    writer.field("handler", handler)
    writer.field("name", name)
    writer.field("queue", queue)
    writer.field("payload", payload)
    writer.field("attempt", attempt)
    writer.field("max_attempts", maxAttempts)
    writer.field("tags", tags)
    writer.field("fence", fence)
    writer.optionalField("timeout", timeout)
    writer.optionalField("deadline", deadline)
    writer.field("parents", parents)
    writer.field("lease", lease)
    writer.field("renew_in", renewIn)
    writer.field("lease_expires_at", leaseExpiresAt)
    writer.optionalField("checkpoint", checkpoint)
    writer.endObject()
  }

  package init(fields r: inout ObjectReader) {
    job = r.required("job", r.integer("job"), or: 0)
    handler = r.required("handler", r.string("handler"), or: "")
    name = r.required("name", r.string("name"), or: "")
    queue = r.required("queue", r.string("queue"), or: "")
    payload = r.value("payload") ?? .null
    attempt = r.required("attempt", r.int("attempt"), or: 1)
    maxAttempts = r.int("max_attempts") ?? 1
    tags = r.stringMap("tags") ?? [:]
    fence = r.required("fence", r.string("fence"), or: "")
    timeout = r.duration("timeout")
    deadline = r.time("deadline")
    parents = r.objects("parents") ?? []
    lease = r.required("lease", r.duration("lease"), or: WireDuration(micros: 0))
    renewIn = r.required("renew_in", r.duration("renew_in"), or: WireDuration(micros: 0))
    leaseExpiresAt = r.required("lease_expires_at", r.time("lease_expires_at"), or: WireTime(micros: 0))
    checkpoint = r.string("checkpoint")
  }
}

extension ClaimParentView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", id)
    writer.field("state", state)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    id = reader.required("id", reader.integer("id"), or: 0)
    state = reader.required("state", reader.string("state"), or: "")
  }
}
