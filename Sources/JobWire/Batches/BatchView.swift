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
  /// Whether its time was up before its end, so that what was left of it was cancelled.
  public var timedOut: Bool
  /// How many members it has.
  public var size: Int
  /// Members per state.
  public var counts: StateCounts
  /// The member that failed first.
  public var firstFailure: Int64?
  /// The member that was the first to end without success, cancelled and skipped ones included.
  public var firstError: Int64?
  public var createdAt: WireTime
  public var finishedAt: WireTime?
  /// When what is left of it is cancelled.
  public var deadline: WireTime?
  public var submittedBy: String?
  /// Who is told when it is done, in order; only where one batch is looked at that has some.
  public var callbacks: [CallbackView]?
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
    nextCursor: String? = nil, timedOut: Bool = false, deadline: WireTime? = nil, callbacks: [CallbackView]? = nil,
    firstError: Int64? = nil
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
    self.timedOut = timedOut
    self.deadline = deadline
    self.callbacks = callbacks
    self.firstError = firstError
  }
}

extension BatchView {
  /// Whether a wait with this condition is over when the batch stands like this.
  package func isOver(_ until: WireWaitUntil) -> Bool {
    switch until {
    case .all: done
    case .first: done || counts.active < size
    case .firstFailure: done || counts[.failed] > 0
    case .firstError: done || counts.active + counts[.succeeded] < size
    }
  }
}

extension BatchView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeFields(to: &writer)
    if let results {
      writer.field("results", results)
      writer.field("next_cursor", nextCursor)
    }
    writer.endObject()
  }

  /// What stands before the results, for an answer that is made piece by piece.
  package func beginResults(_ writer: inout JSONWriter) {
    writer.beginObject()
    writeFields(to: &writer)
    writer.name("results")
    writer.beginArray()
  }

  /// What stands behind them.
  package static func endResults(_ writer: inout JSONWriter, nextCursor: String?) {
    writer.endArray()
    writer.field("next_cursor", nextCursor)
    writer.endObject()
  }

  private func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("name", name)
    writer.field("fail_fast", failFast)
    writer.field("open", open)
    writer.field("done", done)
    writer.field("cancel_requested", cancelRequested)
    writer.field("timed_out", timedOut)
    writer.field("size", size)
    writer.field("counts", counts)
    writer.field("first_failure", firstFailure)
    writer.field("first_error", firstError)
    writer.field("created_at", createdAt)
    writer.field("finished_at", finishedAt)
    writer.field("deadline", deadline)
    writer.field("submitted_by", submittedBy)
    writer.optionalField("callbacks", callbacks)
    writer.optionalField("ids", ids)
  }

  package init(fields reader: inout ObjectReader) {
    id = reader.required("id", reader.integer("id"), or: 0)
    name = reader.string("name")
    failFast = reader.bool("fail_fast") ?? false
    open = reader.required("open", reader.bool("open"), or: false)
    done = reader.required("done", reader.bool("done"), or: false)
    cancelRequested = reader.bool("cancel_requested") ?? false
    timedOut = reader.bool("timed_out") ?? false
    size = max(0, reader.required("size", reader.int("size"), or: 0))
    counts = reader.required("counts", reader.object("counts"), or: StateCounts())
    firstFailure = reader.integer("first_failure")
    firstError = reader.integer("first_error")
    createdAt = reader.required("created_at", reader.time("created_at"), or: WireTime(micros: 0))
    finishedAt = reader.time("finished_at")
    deadline = reader.time("deadline")
    submittedBy = reader.string("submitted_by")
    callbacks = reader.objects("callbacks")
    ids = reader.integers("ids")
    results = reader.objects("results")
    nextCursor = reader.string("next_cursor")
  }
}
