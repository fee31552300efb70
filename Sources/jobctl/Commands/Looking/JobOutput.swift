// The output of one job on stdout, alone or beside that of others.

import JobClient

/// Copies logs.
struct JobOutput: Sendable {
  let client: JobClient
  let request: LogRequest
  /// How wide the number of the job is before each line; nil: the bytes as they are.
  var labelWidth: Int?
  /// What stands between the bytes and a terminal; nil: they go as they are.
  var screen: LogScreen?

  /// The whole output, or its last lines, and what comes if that is asked for.
  func copy(_ id: Int64, tail: Int?) async throws {
    var lines = labelWidth.map { LabelledLines(id, width: $0) }
    var screen = screen
    var request = request
    if let tail {
      let size = try await client.logSize(id, request)
      let last = try await LogTail(client: client, id: id, request: request).lastLines(tail, before: size)
      try write(last, &screen, &lines)
      request.offset = size
    }
    try Console.flush()
    if tail == nil || request.follow {
      for try await bytes in try await client.log(id, request) {
        try write(bytes, &screen, &lines)
        if request.follow { try Console.flush() }
      }
    }
    if let rest = screen?.finish() { try write(lines?.take(rest) ?? rest) }
    if let rest = lines?.finish() { try Console.data(rest) }
  }

  private func write(_ bytes: [UInt8], _ screen: inout LogScreen?, _ lines: inout LabelledLines?) throws {
    let shown = screen?.take(bytes) ?? bytes
    try write(lines?.take(shown) ?? shown)
  }

  private func write(_ text: [UInt8]) throws { if !text.isEmpty { try Console.data(text) } }
}
