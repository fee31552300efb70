// The body with which a job is failed: by the remote worker that has it, or by whom an external job waits for.

/// The body of `…/fail`.
public struct FailBody: Sendable, Equatable {
  public var error: EndErrorBody
  /// False ends the job; otherwise its own rule decides.
  public var retry: Bool?
  /// The next jobs, in the same answer; not for external jobs.
  public var claim: ClaimBody?

  public init(error: EndErrorBody, retry: Bool? = nil, claim: ClaimBody? = nil) {
    self.error = error
    self.retry = retry
    self.claim = claim
  }
}

extension FailBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("error", error)
    writer.optionalField("retry", retry)
    writer.optionalField("claim", claim)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    error = reader.required("error", reader.endError("error"), or: EndErrorBody(message: ""))
    retry = reader.bool("retry")
    claim = reader.object("claim")
  }
}
