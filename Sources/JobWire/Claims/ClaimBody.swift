// The body of `POST /v1/claims`, and of `claim` in the end of a job: what a remote worker asks for.

/// A remote worker's request for jobs.
public struct ClaimBody: Sendable, Equatable {
  /// Only jobs of these handlers; without it `queues` is given.
  public var handlers: [String]?
  /// Only jobs of these queues; without it `handlers` is given.
  public var queues: [String]?
  /// How many at most, 1 to 100; default 1.
  public var max: Int?
  /// How long a job is the worker's without a heartbeat, 1s to 12h; default 60s.
  public var lease: WireDuration?
  /// How long to wait when there is none, at most 10m; default 0.
  public var wait: WireDuration?
  /// The worker's own name, for those who look.
  public var worker: String?

  public init(
    handlers: [String]? = nil, queues: [String]? = nil, max: Int? = nil, lease: WireDuration? = nil,
    wait: WireDuration? = nil, worker: String? = nil
  ) {
    self.handlers = handlers
    self.queues = queues
    self.max = max
    self.lease = lease
    self.wait = wait
    self.worker = worker
  }
}

extension ClaimBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("handlers", handlers)
    writer.optionalField("queues", queues)
    writer.optionalField("max", max)
    writer.optionalField("lease", lease)
    writer.optionalField("wait", wait)
    writer.optionalField("worker", worker)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    handlers = reader.strings("handlers")
    queues = reader.strings("queues")
    max = reader.int("max", in: 1...100)
    lease = reader.duration("lease")
    wait = reader.duration("wait")
    worker = reader.string("worker")
  }
}
