// Sends a log in pieces, so that its size never matters to the daemon's memory.

import JobCore

/// Turns parts of a log into answers.
struct LogSender: Sendable {
  private static let pieceBytes = 64 << 10

  /// The file became shorter than it was: the promised length cannot be kept.
  struct Shrunk: Error {}

  let log: JobLog

  /// The bytes in `part`. A log that went over its limit has lost its middle: asked for as a whole, it comes as its head,
  /// a line that says so, and its tail. Asked for by offsets, the middle comes as zeros, so that offsets hold.
  func sending(_ part: Range<Int64>, ofSize size: Int64, isRange: Bool, isExact: Bool) async -> HTTPResponse {
    if !isExact, let hole = await log.hole, hole.overlaps(part) { return sendingAround(part) }
    let log = log
    let body = HTTPResponse.Body.stream(length: Int64(part.count)) { writer in
      if isExact { return try await Self.copy(part, of: log, to: writer) }
      // If the log has gone over its limit since, and lost its middle on the way, this is not the whole of it.
      try await Self.copyKept(part, of: log, to: writer) { _ in throw Shrunk() }
    }
    let response = HTTPResponse(isRange ? .partialContent : .ok, contentType: .octets, body: body)
      .ofJob.with("Accept-Ranges", "bytes")
    guard isRange else { return response }
    return response.with("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)")
  }

  private func sendingAround(_ part: Range<Int64>) -> HTTPResponse {
    let log = log
    let body = HTTPResponse.Body.stream(length: nil) { writer in
      try await Self.copyKept(part, of: log, to: writer) { count in
        try await writer.write(Array("\n[jobd: \(count) bytes left out, the log is over its limit]\n".utf8))
      }
    }
    return HTTPResponse(.ok, contentType: .octets, body: body).ofJob.with("Accept-Ranges", "bytes")
  }

  private static func copy(_ part: Range<Int64>, of log: JobLog, to writer: BodyWriter) async throws {
    var offset = part.lowerBound
    while offset < part.upperBound {
      try Task.checkCancellation()
      let piece = await log.read(at: offset, count: Int(min(Int64(pieceBytes), part.upperBound - offset)))
      guard !piece.isEmpty else { throw Shrunk() }
      try await writer.write(piece)
      offset += Int64(piece.count)
    }
  }

  /// What is kept of `part`; `gap` is told how many bytes are missing, where they are.
  private static func copyKept(
    _ part: Range<Int64>, of log: JobLog, to writer: BodyWriter, gap: (Int64) async throws -> Void
  ) async throws {
    var offset = part.lowerBound
    while offset < part.upperBound {
      try Task.checkCancellation()
      let kept = await log.readKept(at: offset, count: Int(min(Int64(pieceBytes), part.upperBound - offset)))
      let start = kept.next - Int64(kept.bytes.count)
      if start > offset { try await gap(min(start, part.upperBound) - offset) }
      let bytes = kept.bytes.prefix(Int(max(0, part.upperBound - start)))
      if bytes.isEmpty && start <= offset { throw Shrunk() }
      if !bytes.isEmpty { try await writer.write(Array(bytes)) }
      offset = start + Int64(bytes.count)
    }
  }

  /// What is there, and what comes until the job ends, or until nothing more is to be waited for.
  ///
  /// - Parameter check: throws if its reader may not have what comes now.
  static func following(
    _ follower: LogFollower, _ haste: Haste, check: @escaping @Sendable () async throws -> Void
  ) -> HTTPResponse {
    let body = HTTPResponse.Body.stream(length: nil) { writer in
      func send(_ piece: [UInt8]) async throws {
        try await check()
        try await writer.write(piece)
      }
      while let piece = try await haste.cut({ try await follower.next() }) { try await send(piece) }
      if haste.isOn {
        while let piece = await follower.nextAtHand() { try await send(piece) }
      }
      try await check()
      // If the daemon's end cuts it short, the connection breaks: an orderly end would say that the job has ended.
      try Task.checkCancellation()
    }
    return HTTPResponse(.ok, contentType: .octets, body: body).ofJob
  }
}
