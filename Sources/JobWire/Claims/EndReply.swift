// The answer to the end of a remote attempt: the job, and the next ones if they were asked for.

/// A job after the end of an attempt.
public struct EndReply: Sendable, Equatable {
  public var job: JobView
  public var claims: [ClaimView]?

  public init(job: JobView, claims: [ClaimView]? = nil) {
    self.job = job
    self.claims = claims
  }
}

extension EndReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("job", job)
    writer.optionalField("claims", claims)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    let placeholder = JobView(
      id: 0, name: "", kind: "", queue: "", priority: 0, state: .queued, attempt: 0, maxAttempts: 1,
      createdAt: WireTime(micros: 0), cancelRequested: false, shielded: false, tags: [:], hasResult: false,
      log: LogView())
    job = reader.required("job", reader.object("job"), or: placeholder)
    claims = reader.objects("claims")
  }
}
