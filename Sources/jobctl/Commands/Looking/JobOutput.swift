// The output of one job on stdout, alone or beside that of others.

import JobClient
import JobWire

/// Copies logs.
struct JobOutput: Sendable {
  let client: JobClient
  let request: LogRequest
  /// How wide the number of the job is before each line; nil: the bytes as they are.
  var labelWidth: Int?
  /// What stands between the bytes and a terminal; nil: they go as they are.
  var screen: LogScreen?

  /// The whole output, or its last lines.
  func copy(_ id: Int64, tail: Int?) async throws {
    var text = text(of: id)
    if let tail {
      _ = try await copyLast(tail, of: id, request, &text, client)
    } else {
      for try await bytes in try await client.log(id, request) { try write(bytes, &text) }
    }
    try finish(&text)
  }

  /// The same, and what comes until the job has ended, or the attempt that was asked for.
  func follow(_ id: Int64, tail: Int?) async throws {
    var text = text(of: id)
    var tail = tail
    let job = try await self.client.job(id)
    // Its database is known only by now: another one's job of this number is somebody else's.
    let client = self.client.bound()
    func show(_ start: StartMark) async throws {
      var request = request
      request.attempt = start.attempt
      let offset = if let count = tail { try await copyLast(count, of: id, request, &text, client) } else { Int64(0) }
      // What comes later is wanted as a whole.
      tail = nil
      try Console.flush()
      try await FollowedStart(client, id, start, request.stream).copy(from: offset) { bytes in
        try write(bytes, &text)
        try Console.flush()
      }
    }
    if let attempt = request.attempt {
      try await show(StartMark(attempt: attempt, at: attempt == job.attempt ? job.startedAt : nil))
    } else {
      _ = try await StartWalk(client: client, id: id).run(from: job) { try await show($0) }
    }
    try finish(&text)
  }

  /// Shows the last lines; answers how many bytes there were.
  private func copyLast(
    _ count: Int, of id: Int64, _ request: LogRequest, _ text: inout OutputText, _ client: JobClient
  ) async throws -> Int64 {
    let size = try await client.logSize(id, request)
    try write(try await LogTail(client: client, id: id, request: request).lastLines(count, before: size), &text)
    return size
  }

  private func text(of id: Int64) -> OutputText {
    OutputText(screen: screen, lines: labelWidth.map { LabelledLines(id, width: $0) })
  }

  private func write(_ bytes: [UInt8], _ text: inout OutputText) throws {
    let shown = text.take(bytes)
    if !shown.isEmpty { try Console.data(shown) }
  }

  private func finish(_ text: inout OutputText) throws {
    let rest = text.finish()
    if !rest.isEmpty { try Console.data(rest) }
  }
}

/// What becomes of the bytes of an output on their way to be seen.
private struct OutputText {
  var screen: LogScreen?
  var lines: LabelledLines?

  mutating func take(_ bytes: [UInt8]) -> [UInt8] {
    let shown = screen?.take(bytes) ?? bytes
    return lines?.take(shown) ?? shown
  }

  /// What was held back, since more might have come that belongs to it.
  mutating func finish() -> [UInt8] {
    var rest: [UInt8] = []
    if let shown = screen?.finish() { rest += lines?.take(shown) ?? shown }
    if let end = lines?.finish() { rest += end }
    return rest
  }
}
