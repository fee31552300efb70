// A callback of a job as it stands: in `GET /v1/jobs/{id}/callbacks`, and in JobView with `view=full`.

/// A callback and what has become of it.
public struct CallbackView: Sendable, Equatable {
  public var id: Int64
  public var url: String?
  public var argv: [String]?
  public var on: WireCondition
  /// `waiting` for the end of the job, `due`, `delivered`, `failed` for good, or `unmet`: the job ended otherwise.
  public var state: String
  /// Calls so far.
  public var tries: Int
  public var nextAt: WireTime?
  public var deliveredAt: WireTime?
  /// What went wrong the last time.
  public var lastError: String?
  /// The queue that asked for it; nil for the job itself.
  public var queue: String?
  /// It is one of those for every job; nil is no.
  public var isDefault: Bool?

  public init(
    id: Int64, url: String? = nil, argv: [String]? = nil, on: WireCondition, state: String, tries: Int = 0,
    nextAt: WireTime? = nil, deliveredAt: WireTime? = nil, lastError: String? = nil, queue: String? = nil,
    isDefault: Bool? = nil
  ) {
    self.id = id
    self.url = url
    self.argv = argv
    self.on = on
    self.state = state
    self.tries = tries
    self.nextAt = nextAt
    self.deliveredAt = deliveredAt
    self.lastError = lastError
    self.queue = queue
    self.isDefault = isDefault
  }
}

extension CallbackView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", id)
    writer.optionalField("url", url)
    writer.optionalField("argv", argv)
    writer.field("on", on)
    writer.field("state", state)
    writer.field("tries", tries)
    writer.field("next_at", nextAt)
    writer.field("delivered_at", deliveredAt)
    writer.field("last_error", lastError)
    writer.optionalField("queue", queue)
    writer.optionalField("default", isDefault)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    id = reader.required("id", reader.integer("id"), or: 0)
    url = reader.string("url")
    argv = reader.strings("argv")
    on = reader.required("on", reader.choice("on"), or: .any)
    state = reader.required("state", reader.string("state"), or: "")
    tries = reader.int("tries") ?? 0
    nextAt = reader.time("next_at")
    deliveredAt = reader.time("delivered_at")
    lastError = reader.string("last_error")
    queue = reader.string("queue")
    isDefault = reader.bool("default")
  }
}
