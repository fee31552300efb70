// Lists that are made while they are sent: what one reader costs the daemon does not go with what the list has.

import JobWire

/// Makes a JSON answer from its beginning to its end.
protocol PieceSource: Sendable {
  /// Appends some more of it; false when that was the end. What it keeps from one call to the next is small: it may have
  /// to wait for its reader in between.
  mutating func append(to writer: inout JSONWriter) async throws -> Bool
}

extension HTTPResponse {
  /// The answer that `source` makes: whole if it is short, else piece by piece, at the pace of its reader.
  ///
  /// - Errors: what goes wrong while it is short. Later, when its head is sent, only the end of the connection can tell.
  static func made(by source: some PieceSource) async throws -> HTTPResponse {
    var (source, writer) = (source, JSONWriter(capacity: 4_096))
    var isMore = true
    while isMore, writer.bytes.count <= HTTPLimits.wholeListBytesMax { isMore = try await source.append(to: &writer) }
    guard isMore else { return HTTPResponse(.ok, json: writer.bytes) }
    let begun = (source: source, writer: writer)
    let body = HTTPResponse.Body.stream(length: nil) { reader in
      var (source, writer) = begun
      var isMore = true
      while isMore {
        try Task.checkCancellation()
        if writer.bytes.count >= HTTPLimits.pieceBytes { try await reader.write(writer.takeBytes()) }
        isMore = try await source.append(to: &writer)
      }
      try await reader.write(writer.takeBytes())
    }
    return HTTPResponse(.ok, contentType: .json, body: body)
  }
}
