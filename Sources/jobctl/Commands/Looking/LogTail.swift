// The last lines of a log, found by reading backwards in growing pieces.

import JobClient

/// Reads the end of one log.
struct LogTail {
  private static let firstPieceBytes: Int64 = 16 << 10
  private static let bytesMax: Int64 = 64 << 20

  let client: JobClient
  let id: Int64
  let request: LogRequest

  /// The last `count` lines of the first `size` bytes.
  func lastLines(_ count: Int, before size: Int64) async throws -> [UInt8] {
    guard count > 0 else { return [] }
    var length = Self.firstPieceBytes
    while true {
      let start = max(0, size - length)
      var part = request
      part.follow = false
      part.offset = start
      part.limit = size - start
      let bytes = size > start ? try await client.log(id, part).collect(bytesMax: Int(size - start)) : []
      if let lines = Self.lastLines(count, of: bytes) { return lines }
      if start == 0 || length >= Self.bytesMax { return bytes }
      length *= 4
    }
  }

  /// The last lines of some bytes; nil when these hold fewer, so that more must be read.
  static func lastLines(_ count: Int, of bytes: [UInt8]) -> [UInt8]? {
    var found = 0
    // A line break at the very end belongs to the last line.
    for index in bytes.indices.dropLast().reversed() where bytes[index] == UInt8(ascii: "\n") {
      found += 1
      if found == count { return Array(bytes[(index + 1)...]) }
    }
    return nil
  }
}
