// One event as the stream shows it: as the data of a server-sent event, or as a line of NDJSON.

/// Something that has happened to a job, a batch, a queue or a schedule, or something about the stream itself.
public struct EventView: Sendable, Equatable {
  /// Resumes the stream behind this event; opaque. The jobs of a snapshot have none.
  public var id: String?
  /// One of `WireEvent`; text, because a newer daemon may know more.
  public var event: String
  /// When it happened.
  public var at: WireTime?
  /// The job as it is since then, without what no table shows: no error, no follow-ups, no sizes of logs.
  public var job: JobView?
  public var batch: BatchView?
  public var queue: QueueView?
  public var schedule: ScheduleView?
  /// The job has not changed just now: it is one of those that are there when the stream begins.
  public var isSnapshot: Bool
  /// By this change the job has left the filter.
  public var hasLeft: Bool
  /// The schedule or the queue was removed.
  public var isDeleted: Bool
  /// Why something may have been missed.
  public var reason: String?

  public init(
    _ event: WireEvent, id: String? = nil, at: WireTime? = nil, job: JobView? = nil, batch: BatchView? = nil,
    queue: QueueView? = nil, schedule: ScheduleView? = nil, isSnapshot: Bool = false, hasLeft: Bool = false,
    isDeleted: Bool = false, reason: String? = nil
  ) {
    self.event = event.rawValue
    self.id = id
    self.at = at
    self.job = job
    self.batch = batch
    self.queue = queue
    self.schedule = schedule
    self.isSnapshot = isSnapshot
    self.hasLeft = hasLeft
    self.isDeleted = isDeleted
    self.reason = reason
  }

  /// What has happened, when this version knows it.
  public var wireEvent: WireEvent? { WireEvent(rawValue: event) }
}

extension EventView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    var text: ArraySlice<UInt8>?
    if let job {
      var brief = JSONWriter()
      job.writeBrief(to: &brief)
      text = brief.bytes[...]
    }
    write(to: &writer, job: text)
  }

  /// - Parameter job: as JSON, which is made once for all who are told of it.
  package func write(to writer: inout JSONWriter, job: ArraySlice<UInt8>?) {
    writer.beginObject()
    writer.optionalField("id", id)
    writer.field("event", event)
    writer.optionalField("at", at)
    if isSnapshot { writer.field("snapshot", true) }
    if hasLeft { writer.field("left", true) }
    if isDeleted { writer.field("deleted", true) }
    writer.optionalField("reason", reason)
    if let job {
      writer.name("job")
      writer.raw(job)
    }
    writer.optionalField("batch", batch)
    writer.optionalField("queue", queue)
    writer.optionalField("schedule", schedule)
    writer.endObject()
  }

  package init(fields r: inout ObjectReader) {
    id = r.string("id")
    event = r.required("event", r.string("event"), or: "")
    at = r.time("at")
    isSnapshot = r.bool("snapshot") ?? false
    hasLeft = r.bool("left") ?? false
    isDeleted = r.bool("deleted") ?? false
    reason = r.string("reason")
    job = r.object("job", .fields(JobView.briefShape))
    batch = r.object("batch")
    queue = r.object("queue")
    schedule = r.object("schedule")
  }
}
