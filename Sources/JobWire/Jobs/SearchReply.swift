// One page of `GET /v1/search`.

/// Some jobs that were found, and how far it has been looked.
public struct SearchReply: Sendable, Equatable {
  public var jobs: [JobView]
  /// Opaque; nil if all jobs have been looked at. There may be one behind a page without jobs.
  public var nextCursor: String?
  /// When the job was submitted that was looked at last; nil if all have been looked at, or none but the one with this id.
  public var lookedBackTo: WireTime?

  public init(jobs: [JobView], nextCursor: String? = nil, lookedBackTo: WireTime? = nil) {
    self.jobs = jobs
    self.nextCursor = nextCursor
    self.lookedBackTo = lookedBackTo
  }
}

extension SearchReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    JobList.begin(&writer)
    for job in jobs { job.write(to: &writer) }
    Self.end(&writer, nextCursor: nextCursor, lookedBackTo: lookedBackTo)
  }

  /// What stands behind the jobs, for an answer that is made piece by piece.
  package static func end(_ writer: inout JSONWriter, nextCursor: String?, lookedBackTo: WireTime?) {
    writer.endArray()
    writer.field("next_cursor", nextCursor)
    writer.field("looked_back_to", lookedBackTo)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    jobs = reader.required("jobs", reader.objects("jobs"), or: [])
    nextCursor = reader.string("next_cursor")
    lookedBackTo = reader.time("looked_back_to")
  }
}
