// Sends a log in pieces, so that its size never matters to the daemon's memory.

import JobCore

/// Turns parts of a log into answers.
struct LogSender: Sendable {
  private static let pieceBytes = 64 << 10

  /// The file became shorter than it was: the promised length cannot be kept.
  struct Shrunk: Error {}

  let log: JobLog

  /// The bytes there are in `part`. A log that went over its limit has lost its middle: asked for as a whole, it comes
  /// as head, a line that says so, and tail; a part by offsets is answered with the zeros that stand there, so that offsets hold.
  func sending(_ part: Range<Int64>, ofSize size: Int64, isRange: Bool, isExact: Bool) -> HTTPResponse {
    if !isExact, let hole = log.hole, hole.overlaps(part) { return sendingAround(hole, part) }
    let log = log
    let body = HTTPResponse.Body.stream(length: Int64(part.count)) { writer in
      try await Self.copy(part, of: log, to: writer)
    }
    let response = HTTPResponse(isRange ? .partialContent : .ok, contentType: .octets, body: body)
      .ofJob.with("Accept-Ranges", "bytes")
    guard isRange else { return response }
    return response.with("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)")
  }

  private func sendingAround(_ hole: Range<Int64>, _ part: Range<Int64>) -> HTTPResponse {
    let log = log
    let gap = hole.clamped(to: part)
    let body = HTTPResponse.Body.stream(length: nil) { writer in
      try await Self.copy(part.lowerBound..<gap.lowerBound, of: log, to: writer)
      try await writer.write(Array("\n[jobd: \(gap.count) bytes left out, the log is over its limit]\n".utf8))
      try await Self.copy(gap.upperBound..<part.upperBound, of: log, to: writer)
    }
    return HTTPResponse(.ok, contentType: .octets, body: body).ofJob.with("Accept-Ranges", "bytes")
  }

  private static func copy(_ part: Range<Int64>, of log: JobLog, to writer: BodyWriter) async throws {
    var offset = part.lowerBound
    while offset < part.upperBound {
      let piece = await log.read(at: offset, count: Int(min(Int64(pieceBytes), part.upperBound - offset)))
      guard !piece.isEmpty else { throw Shrunk() }
      try await writer.write(piece)
      offset += Int64(piece.count)
    }
  }

  /// What is there, and what comes until the job ends.
  static func following(_ follower: LogFollower) -> HTTPResponse {
    let body = HTTPResponse.Body.stream(length: nil) { writer in
      while let piece = try await follower.next() { try await writer.write(piece) }
      // Cut short by the daemon's end: a broken connection says so, an orderly end would say that the job ended.
      try Task.checkCancellation()
    }
    return HTTPResponse(.ok, contentType: .octets, body: body).ofJob
  }
}
