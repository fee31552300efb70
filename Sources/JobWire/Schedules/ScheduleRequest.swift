// The body of `PUT /v1/schedules/{name}`: when to submit what, again and again.

/// A schedule; exactly one of `cron` and `every` says when.
public struct ScheduleRequest: Sendable, Equatable {
  /// A cron expression of five or six fields, or a name such as `@daily`.
  public var cron: String?
  public var every: WireDuration?
  /// An IANA name; default UTC.
  public var timezone: String?
  public var job: SubmitRequest
  /// Default skip.
  public var overlap: OverlapRule?
  /// Default one.
  public var catchUp: CatchUpRule?
  /// Each firing is put off by up to this long.
  public var jitter: WireDuration?
  public var paused: Bool?

  public init(cron: String, timezone: String? = nil, job: SubmitRequest) {
    self.cron = cron
    self.timezone = timezone
    self.job = job
  }

  public init(every: WireDuration, job: SubmitRequest) {
    self.every = every
    self.job = job
  }
}

extension ScheduleRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("cron", cron)
    writer.optionalField("every", every)
    writer.optionalField("timezone", timezone)
    writer.field("job", job)
    writer.optionalField("overlap", overlap)
    writer.optionalField("catch_up", catchUp)
    writer.optionalField("jitter", jitter)
    writer.optionalField("paused", paused)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    cron = reader.string("cron")
    every = reader.duration("every")
    timezone = reader.string("timezone")
    job = reader.required("job", reader.object("job"), or: SubmitRequest())
    overlap = reader.choice("overlap")
    catchUp = reader.choice("catch_up")
    jitter = reader.duration("jitter")
    paused = reader.bool("paused")
    reader.exactlyOne(of: Self.timings)
  }

  /// The fields that say when.
  private static let timings = ["cron", "every"]
}
