// A batch as every response shows it.

/// Jobs that are awaited together.
public struct BatchView: Sendable, Equatable {
  public var id: Int64
  public var name: String?
  public var failFast: Bool
  /// Whether it takes more jobs.
  public var open: Bool
  /// Whether it is closed and every member has ended.
  public var done: Bool
  public var cancelRequested: Bool
  /// How many members it has.
  public var size: Int
  /// Members per state.
  public var counts: StateCounts
  /// The member that failed first.
  public var firstFailure: Int64?
  public var createdAt: WireTime
  public var finishedAt: WireTime?
  public var submittedBy: String?
  /// The members in the order they were given; only in the answer to the creation.
  public var ids: [Int64]?
  /// One page of members and what they made, in the order of submission; only with `results=true`.
  public var results: [BatchEntryView]?
  /// Where the next page of results starts; nil on the last one.
  public var nextCursor: String?

  public init(
    id: Int64, name: String? = nil, failFast: Bool = false, open: Bool = false, done: Bool = false,
    cancelRequested: Bool = false, size: Int, counts: StateCounts, firstFailure: Int64? = nil, createdAt: WireTime,
    finishedAt: WireTime? = nil, submittedBy: String? = nil, ids: [Int64]? = nil, results: [BatchEntryView]? = nil,
    nextCursor: String? = nil
  ) {
    self.id = id
    self.name = name
    self.failFast = failFast
    self.open = open
    self.done = done
    self.cancelRequested = cancelRequested
    self.size = size
    self.counts = counts
    self.firstFailure = firstFailure
    self.createdAt = createdAt
    self.finishedAt = finishedAt
    self.submittedBy = submittedBy
    self.ids = ids
    self.results = results
    self.nextCursor = nextCursor
  }
}

extension BatchView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", id)
    writer.field("name", name)
    writer.field("fail_fast", failFast)
    writer.field("open", open)
    writer.field("done", done)
    writer.field("cancel_requested", cancelRequested)
    writer.field("size", size)
    writer.field("counts", counts)
    writer.field("first_failure", firstFailure)
    writer.field("created_at", createdAt)
    writer.field("finished_at", finishedAt)
    writer.field("submitted_by", submittedBy)
    writer.optionalField("ids", ids)
    if let results {
      writer.field("results", results)
      writer.field("next_cursor", nextCursor)
    }
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    id = reader.required("id", reader.integer("id"), or: 0)
    name = reader.string("name")
    failFast = reader.bool("fail_fast") ?? false
    open = reader.required("open", reader.bool("open"), or: false)
    done = reader.required("done", reader.bool("done"), or: false)
    cancelRequested = reader.bool("cancel_requested") ?? false
    size = reader.required("size", reader.int("size"), or: 0)
    counts = reader.required("counts", reader.object("counts"), or: StateCounts())
    firstFailure = reader.integer("first_failure")
    createdAt = reader.required("created_at", reader.time("created_at"), or: WireTime(micros: 0))
    finishedAt = reader.time("finished_at")
    submittedBy = reader.string("submitted_by")
    ids = reader.integers("ids")
    results = reader.objects("results")
    nextCursor = reader.string("next_cursor")
  }
}
