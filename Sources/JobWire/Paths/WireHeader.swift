// The header names and media types that both ends must agree on.

/// Header names and media types of the contract.
package enum WireHeader {
  package static let idempotencyKey = "Idempotency-Key"
  package static let requestID = "X-Request-Id"
  /// The size of a whole result, on an answer that has only its beginning.
  package static let resultBytes = "Jobd-Result-Bytes"
  /// Which database answers; in a request, which one it is meant for.
  package static let store = "Jobd-Store"
  /// The id of the last event that a client has heard of.
  package static let lastEventID = "Last-Event-ID"
  package static let json = "application/json"
  package static let ndjson = "application/x-ndjson"
  package static let eventStream = "text/event-stream"
  package static let bytes = "application/octet-stream"
}
