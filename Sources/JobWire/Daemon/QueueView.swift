// A queue and its figures, in `GET /v1/queues`, `/v1/queues/{name}` and `/v1/stats`.

/// A named lane of jobs.
public struct QueueView: Sendable, Equatable {
  public var name: String
  /// How many jobs run at a time; nil: as many as the daemon has slots.
  public var slots: Int?
  public var paused: Bool
  public var maxQueued: Int?
  public var defaultTimeout: WireDuration?
  /// Jobs per state.
  public var jobs: StateCounts
  /// Since when the job that has waited longest is queued.
  public var oldestQueuedAt: WireTime?

  public init(
    name: String, slots: Int? = nil, paused: Bool, maxQueued: Int? = nil, defaultTimeout: WireDuration? = nil,
    jobs: StateCounts, oldestQueuedAt: WireTime? = nil
  ) {
    self.name = name
    self.slots = slots
    self.paused = paused
    self.maxQueued = maxQueued
    self.defaultTimeout = defaultTimeout
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
    writer.field("paused", paused)
    writer.field("max_queued", maxQueued)
    writer.field("default_timeout", defaultTimeout)
    writer.field("jobs", jobs)
    writer.field("oldest_queued_at", oldestQueuedAt)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    name = reader.required("name", reader.string("name"), or: "")
    slots = reader.int("slots")
    paused = reader.required("paused", reader.bool("paused"), or: false)
    maxQueued = reader.int("max_queued")
    defaultTimeout = reader.duration("default_timeout")
    jobs = reader.required("jobs", reader.object("jobs"), or: StateCounts())
    oldestQueuedAt = reader.time("oldest_queued_at")
  }
}
