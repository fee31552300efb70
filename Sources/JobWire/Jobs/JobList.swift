// One page of `GET /v1/jobs`.

/// Some jobs and how to get the next ones.
public struct JobList: Sendable, Equatable {
  public var jobs: [JobView]
  /// Opaque; nil on the last page.
  public var nextCursor: String?

  public init(jobs: [JobView], nextCursor: String? = nil) {
    self.jobs = jobs
    self.nextCursor = nextCursor
  }
}

extension JobList: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    Self.begin(&writer)
    for job in jobs { job.write(to: &writer) }
    Self.end(&writer, nextCursor: nextCursor)
  }

  /// What stands before the jobs, for a list that is made piece by piece.
  package static func begin(_ writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("jobs")
    writer.beginArray()
  }

  /// What stands behind them.
  package static func end(_ writer: inout JSONWriter, nextCursor: String?) {
    writer.endArray()
    writer.field("next_cursor", nextCursor)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    jobs = reader.required("jobs", reader.objects("jobs"), or: [])
    nextCursor = reader.string("next_cursor")
  }
}
