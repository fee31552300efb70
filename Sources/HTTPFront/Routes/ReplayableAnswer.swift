// The answer to a submission as it is kept for its Idempotency-Key: the job, and whether it was new.

import JobWire

/// An answer and its status as bytes, which the store keeps without reading them.
struct ReplayableAnswer {
  /// Stands before the job where it was there already; where it was new, nothing does.
  private static let existingMark: UInt8 = 0x20

  let bytes: [UInt8]

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(_ job: JobView, isExisting: Bool) {
    bytes = (isExisting ? [Self.existingMark] : []) + job.jsonBytes()
  }

  var status: HTTPStatus { bytes.first == Self.existingMark ? .ok : .created }

  var json: [UInt8] { bytes.first == Self.existingMark ? Array(bytes.dropFirst()) : bytes }
}

extension HTTPResponse {
  /// The response, marked as the one that the same request had before.
  func replayed() -> HTTPResponse { with("Idempotent-Replayed", "true") }
}
