// The body of `POST /v1/batches`: jobs to be awaited together, all stored in one transaction or none.

/// A batch to be created.
public struct BatchRequest: Sendable, Equatable {
  public var name: String?
  /// Whether the first failure cancels the members that have not ended.
  public var failFast: Bool?
  /// Whether it takes more jobs until it is closed.
  public var open: Bool?
  /// Its first jobs. Nil leaves the batch open until it is closed; an empty list makes one that is done at once.
  public var jobs: [SubmitRequest]?

  public init(name: String? = nil, failFast: Bool? = nil, open: Bool? = nil, jobs: [SubmitRequest]? = nil) {
    self.name = name
    self.failFast = failFast
    self.open = open
    self.jobs = jobs
  }
}

extension BatchRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("name", name)
    writer.optionalField("fail_fast", failFast)
    writer.optionalField("open", open)
    writer.optionalField("jobs", jobs)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    name = reader.string("name")
    failFast = reader.bool("fail_fast")
    open = reader.bool("open")
    jobs = reader.objects("jobs")
  }
}
