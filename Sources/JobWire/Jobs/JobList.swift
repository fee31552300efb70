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
    writer.beginObject()
    writer.field("jobs", jobs)
    writer.field("next_cursor", nextCursor)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    jobs = reader.required("jobs", reader.objects("jobs"), or: [])
    nextCursor = reader.string("next_cursor")
  }
}
