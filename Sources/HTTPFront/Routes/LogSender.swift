// Sends a log in pieces, so that its size never matters to the daemon's memory.

import JobCore

/// Turns logs into answers.
enum LogSender {
  private static let pieceBytes = 64 << 10

  /// The file became shorter than it was: the promised length cannot be kept.
  struct Shrunk: Error {}

  /// The bytes there are in `part`.
  static func send(_ log: JobLog, _ part: Range<Int64>, ofSize size: Int64, isRange: Bool) -> HTTPResponse {
    let body = HTTPResponse.Body.stream(length: Int64(part.count)) { writer in
      var offset = part.lowerBound
      while offset < part.upperBound {
        let piece = log.read(at: offset, count: Int(min(Int64(Self.pieceBytes), part.upperBound - offset)))
        guard !piece.isEmpty else { throw Shrunk() }
        try await writer.write(piece)
        offset += Int64(piece.count)
      }
    }
    let response = HTTPResponse(isRange ? .partialContent : .ok, contentType: .octets, body: body)
      .with("Accept-Ranges", "bytes")
    guard isRange else { return response }
    return response.with("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)")
  }

  /// What is there, and what comes until the job ends.
  static func send(following follower: LogFollower) -> HTTPResponse {
    let body = HTTPResponse.Body.stream(length: nil) { writer in
      while let piece = try await follower.next(count: Self.pieceBytes) { try await writer.write(piece) }
      // Cut short by the daemon's end: a broken connection says so, an orderly end would say that the job ended.
      try Task.checkCancellation()
    }
    return HTTPResponse(.ok, contentType: .octets, body: body)
  }
}
