// The body of `POST /v1/jobs/{id}/cancel`.

/// How to cancel a job.
public struct CancelRequest: Sendable, Equatable {
  /// Kept with the job, for people.
  public var reason: String?
  /// Reaches shielded jobs too.
  public var force: Bool?
  /// Time between TERM and KILL, instead of the job's own.
  public var grace: WireDuration?

  public init(reason: String? = nil, force: Bool? = nil, grace: WireDuration? = nil) {
    self.reason = reason
    self.force = force
    self.grace = grace
  }
}

extension CancelRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("reason", reason)
    writer.optionalField("force", force)
    writer.optionalField("grace", grace)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    reason = reader.string("reason")
    force = reader.bool("force")
    grace = reader.duration("grace")
  }
}
