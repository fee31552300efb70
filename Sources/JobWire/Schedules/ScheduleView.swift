// A schedule as every response shows it.

/// A schedule as it stands.
public struct ScheduleView: Sendable, Equatable {
  public var name: String
  public var cron: String?
  public var every: WireDuration?
  public var timezone: String
  /// The submission it makes, with secrets masked.
  public var job: JSONValue
  public var overlap: OverlapRule
  public var catchUp: CatchUpRule
  public var jitter: WireDuration
  public var paused: Bool
  public var createdAt: WireTime
  public var updatedAt: WireTime
  /// The next due time; nil while it is paused.
  public var nextAt: WireTime?
  /// The due time that fired last, and the job it made.
  public var lastAt: WireTime?
  public var lastJob: Int64?
  /// Firings so far, and firings left out.
  public var fired: Int
  public var skipped: Int
  /// Why it fires nothing: its time zone is not known where jobd runs any more, or its job is not taken; nil if all is
  /// well.
  public var fault: String?
  /// Who set it: with their rights it submits its job.
  public var submittedBy: String?
  /// They may submit nothing any more, and so it fires nothing until it is set again.
  public var revoked: Bool

  public init(
    name: String, cron: String? = nil, every: WireDuration? = nil, timezone: String, job: JSONValue,
    overlap: OverlapRule = .skip, catchUp: CatchUpRule = .one, jitter: WireDuration = WireDuration(micros: 0),
    paused: Bool = false, createdAt: WireTime, updatedAt: WireTime, nextAt: WireTime? = nil, lastAt: WireTime? = nil,
    lastJob: Int64? = nil, fired: Int = 0, skipped: Int = 0, fault: String? = nil,
    submittedBy: String? = nil, revoked: Bool = false
  ) {
    self.name = name
    self.cron = cron
    self.every = every
    self.timezone = timezone
    self.job = job
    self.overlap = overlap
    self.catchUp = catchUp
    self.jitter = jitter
    self.paused = paused
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.nextAt = nextAt
    self.lastAt = lastAt
    self.lastJob = lastJob
    self.fired = fired
    self.skipped = skipped
    self.fault = fault
    self.submittedBy = submittedBy
    self.revoked = revoked
  }
}

extension ScheduleView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("name", name)
    writer.field("cron", cron)
    writer.field("every", every)
    writer.field("timezone", timezone)
    writer.field("job", job)
    writer.field("overlap", overlap)
    writer.field("catch_up", catchUp)
    writer.field("jitter", jitter)
    writer.field("paused", paused)
    writer.field("created_at", createdAt)
    writer.field("updated_at", updatedAt)
    writer.field("next_at", nextAt)
    writer.field("last_at", lastAt)
    writer.field("last_job", lastJob)
    writer.field("fired", fired)
    writer.field("skipped", skipped)
    writer.field("fault", fault)
    writer.field("submitted_by", submittedBy)
    writer.field("revoked", revoked)
    writer.endObject()
  }

  package init(fields r: inout ObjectReader) {
    name = r.required("name", r.string("name"), or: "")
    cron = r.string("cron")
    every = r.duration("every")
    timezone = r.required("timezone", r.string("timezone"), or: "UTC")
    job = r.required("job", r.value("job", .map(.any)), or: .null)
    overlap = r.required("overlap", r.choice("overlap"), or: .skip)
    catchUp = r.required("catch_up", r.choice("catch_up"), or: .one)
    jitter = r.duration("jitter") ?? WireDuration(micros: 0)
    paused = r.required("paused", r.bool("paused"), or: false)
    createdAt = r.required("created_at", r.time("created_at"), or: WireTime(micros: 0))
    updatedAt = r.required("updated_at", r.time("updated_at"), or: WireTime(micros: 0))
    nextAt = r.time("next_at")
    lastAt = r.time("last_at")
    lastJob = r.integer("last_job")
    fired = r.int("fired") ?? 0
    skipped = r.int("skipped") ?? 0
    fault = r.string("fault")
    submittedBy = r.string("submitted_by")
    revoked = r.bool("revoked") ?? false
  }
}
