// The body with which a job is completed: by the remote worker that has it, or by whom an external job waits for.

/// The body of `…/complete`.
public struct CompleteBody: Sendable, Equatable {
  public var result: JSONValue?
  /// The next jobs, in the same answer; not for external jobs.
  public var claim: ClaimBody?

  public init(result: JSONValue? = nil, claim: ClaimBody? = nil) {
    self.result = result
    self.claim = claim
  }
}

extension CompleteBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("result", result)
    writer.optionalField("claim", claim)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    result = reader.value("result")
    claim = reader.object("claim")
  }
}
