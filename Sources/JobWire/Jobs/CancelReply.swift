// The answer to a cancel request: the job has been told to end, and may still be running.

/// What became of a cancel request.
public struct CancelReply: Sendable, Equatable {
  public var accepted: Bool
  /// Whether a shield swallowed it.
  public var absorbed: Bool
  /// The state right after the request.
  public var state: WireJobState

  public init(accepted: Bool, absorbed: Bool, state: WireJobState) {
    self.accepted = accepted
    self.absorbed = absorbed
    self.state = state
  }
}

extension CancelReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("accepted", accepted)
    writer.field("absorbed", absorbed)
    writer.field("state", state)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    accepted = reader.required("accepted", reader.bool("accepted"), or: false)
    absorbed = reader.required("absorbed", reader.bool("absorbed"), or: false)
    state = reader.required("state", reader.choice("state"), or: .queued)
  }
}
