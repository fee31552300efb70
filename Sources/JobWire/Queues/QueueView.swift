// A queue and its figures, in `GET /v1/queues`, `/v1/queues/{name}` and `/v1/stats`.

/// A named lane of jobs.
public struct QueueView: Sendable, Equatable {
  public var name: String
  /// How many jobs run at a time; nil: as many as the daemon has slots.
  public var slots: Int?
  public var paused: Bool
  /// More about the pause; nil if it is not paused.
  public var pause: PauseView?
  /// How many of them its running jobs take.
  public var slotsUsed: Int?
  public var maxQueued: Int?
  public var rate: RateSpec?
  /// A waiting job gains one priority for each of these.
  public var aging: WireDuration?
  public var defaultTimeout: WireDuration?
  /// The user as whom its commands run; nil: the daemon's own.
  public var runAs: String?
  /// Who is told of the end of each of its jobs; nil for who may not set queues.
  public var callbacks: [CallbackSpec]?
  /// Jobs per state; nil for who does not see all kinds of jobs.
  public var jobs: StateCounts?
  /// Since when the job that has waited longest is queued.
  public var oldestQueuedAt: WireTime?

  public init(
    name: String, slots: Int? = nil, slotsUsed: Int? = nil, paused: Bool, maxQueued: Int? = nil,
    rate: RateSpec? = nil, aging: WireDuration? = nil, defaultTimeout: WireDuration? = nil,
    runAs: String? = nil, callbacks: [CallbackSpec]? = nil, jobs: StateCounts?, oldestQueuedAt: WireTime? = nil
  ) {
    self.name = name
    self.slots = slots
    self.slotsUsed = slotsUsed
    self.paused = paused
    self.maxQueued = maxQueued
    self.rate = rate
    self.aging = aging
    self.defaultTimeout = defaultTimeout
    self.runAs = runAs
    self.callbacks = callbacks
    self.jobs = jobs
    self.oldestQueuedAt = oldestQueuedAt
  }
}

extension QueueView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("name", name)
    writer.field("slots", slots)
    writer.field("slots_used", slotsUsed)
    writer.field("paused", paused)
    writer.field("pause", pause)
    writer.field("max_queued", maxQueued)
    writer.field("rate", rate)
    writer.field("aging", aging)
    writer.field("default_timeout", defaultTimeout)
    writer.field("run_as", runAs)
    writer.name("callbacks")
    if let callbacks { writer.array(callbacks) } else { writer.null() }
    writer.field("jobs", jobs)
    writer.field("oldest_queued_at", oldestQueuedAt)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    name = reader.required("name", reader.string("name"), or: "")
    slots = reader.int("slots")
    paused = reader.required("paused", reader.bool("paused"), or: false)
    pause = reader.object("pause")
    slotsUsed = reader.int("slots_used")
    maxQueued = reader.int("max_queued")
    rate = reader.object("rate", unknown: .ignored) { RateSpec(fields: &$0) }
    aging = reader.duration("aging")
    defaultTimeout = reader.duration("default_timeout")
    runAs = reader.string("run_as")
    callbacks = reader.objects("callbacks", unknown: .ignored) { CallbackSpec(fields: &$0) }
    jobs = reader.object("jobs")
    oldestQueuedAt = reader.time("oldest_queued_at")
  }
}
