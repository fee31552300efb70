// The body of `POST /v1/batches`: jobs to be awaited together, all stored in one transaction or none.

/// A batch to be created.
public struct BatchRequest: Sendable, Equatable {
  public var name: String?
  /// Whether the first failure cancels the members that have not ended.
  public var failFast: Bool?
  /// Whether it takes more jobs until it is closed.
  public var open: Bool?
  /// How long after its creation what is left of it is cancelled; 0 or less lets nothing of it start.
  public var timeout: WireDuration?
  /// When what is left of it is cancelled, by the clock; the earlier of the two counts.
  public var deadline: WireTime?
  /// Who is told when it is done.
  public var callbacks: [CallbackSpec]?
  /// Its first jobs. Nil leaves the batch open until it is closed; an empty list makes one that is done at once.
  public var jobs: [SubmitRequest]?

  public init(
    name: String? = nil, failFast: Bool? = nil, open: Bool? = nil, jobs: [SubmitRequest]? = nil,
    timeout: WireDuration? = nil, deadline: WireTime? = nil, callbacks: [CallbackSpec]? = nil
  ) {
    self.name = name
    self.failFast = failFast
    self.open = open
    self.jobs = jobs
    self.timeout = timeout
    self.deadline = deadline
    self.callbacks = callbacks
  }
}

extension BatchRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("name", name)
    writer.optionalField("fail_fast", failFast)
    writer.optionalField("open", open)
    writer.optionalField("timeout", timeout)
    writer.optionalField("deadline", deadline)
    writer.optionalField("callbacks", callbacks)
    writer.optionalField("jobs", jobs)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    name = reader.string("name")
    failFast = reader.bool("fail_fast")
    open = reader.bool("open")
    timeout = reader.duration("timeout", sign: .any)
    deadline = reader.time("deadline")
    callbacks = reader.objects("callbacks")
    jobs = reader.objects("jobs")
  }
}
