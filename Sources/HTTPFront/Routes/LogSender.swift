// Sends a log in pieces, so that its size never matters to the daemon's memory.

import JobCore

/// Turns parts of a log into answers.
struct LogSender: Sendable {
  private static let pieceBytes = 64 << 10

  /// The file became shorter than it was: the promised length cannot be kept.
  struct Shrunk: Error {}

  let log: JobLog

  /// The bytes there are in `part`.
  func sending(_ part: Range<Int64>, ofSize size: Int64, isRange: Bool) -> HTTPResponse {
    let log = log
    let body = HTTPResponse.Body.stream(length: Int64(part.count)) { writer in
      var offset = part.lowerBound
      while offset < part.upperBound {
        let piece = try await log.read(at: offset, count: Int(min(Int64(Self.pieceBytes), part.upperBound - offset)))
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

  /// What is there from `start`, and what comes until the attempt ends.
  func following(from start: Int64) -> HTTPResponse {
    let log = log
    let body = HTTPResponse.Body.stream(length: nil) { writer in
      var offset = start
      repeat {
        while true {
          let piece = try await log.read(at: offset, count: Self.pieceBytes)
          if piece.isEmpty { break }
          try await writer.write(piece)
          offset += Int64(piece.count)
        }
      } while await log.waitForMore(past: offset)
      // Cut short by the daemon's end: a broken connection says so, an orderly end would say that the job ended.
      try Task.checkCancellation()
    }
    return HTTPResponse(.ok, contentType: .octets, body: body)
  }
}
