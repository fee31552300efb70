// The body of `POST /v1/wait`: which jobs, until when. Leaving the wait never touches them.

/// A wait over several jobs; exactly one of `ids`, `batch`, `queue` and `filter` says which.
public struct WaitRequest: Sendable, Equatable {
  public var ids: [Int64]?
  public var batch: Int64?
  public var queue: String?
  public var filter: JobFilterWire?
  /// Says that a filter without conditions is meant: every job. Without it such a filter is refused, as in `BulkRequest`.
  public var all: Bool?
  /// Jobs not to wait for among those, such as the one that waits.
  public var exclude: [Int64]?
  /// Default `all`.
  public var until: WireWaitUntil?
  /// How long at most; the daemon answers after ten minutes in any case.
  public var timeout: WireDuration?

  public init(
    ids: [Int64]? = nil, batch: Int64? = nil, queue: String? = nil, filter: JobFilterWire? = nil,
    exclude: [Int64]? = nil, until: WireWaitUntil? = nil, timeout: WireDuration? = nil,
    all: Bool? = nil
  ) {
    self.ids = ids
    self.batch = batch
    self.queue = queue
    self.filter = filter
    self.all = all
    self.exclude = exclude
    self.until = until
    self.timeout = timeout
  }
}

extension WaitRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("ids", ids)
    writer.optionalField("batch", batch)
    writer.optionalField("queue", queue)
    writer.optionalField("filter", filter)
    writer.optionalField("all", all)
    writer.optionalField("exclude", exclude)
    writer.optionalField("until", until)
    writer.optionalField("timeout", timeout)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    ids = reader.integers("ids")
    batch = reader.integer("batch", in: 1 ... .max)
    queue = reader.string("queue")
    filter = reader.object("filter")
    all = reader.bool("all")
    exclude = reader.integers("exclude")
    until = reader.choice("until")
    timeout = reader.duration("timeout")
    reader.exactlyOne(of: Self.targets)
    reader.note(.filled("filter", unless: "all"))
    if all == true, reader.problems.isEmpty, filter == nil {
      reader.problem("all", "is for a filter without conditions, and there is none")
    } else if let filter, filter.isEmpty, all != true, reader.problems.isEmpty {
      reader.problem("filter", JobFilterWire.emptyDetail)
    }
  }

  /// The fields that say which jobs.
  private static let targets = ["ids", "batch", "queue", "filter"]
}
