// Finds where the last lines of a log begin, reading from its end backwards.

import JobCore

/// A search for line ends from the end of a log.
struct LogTailSearch {
  /// How far back it looks; lines longer than this are cut.
  static let bytesMax: Int64 = 16 << 20
  private static let pieceBytes: Int64 = 64 << 10

  let log: JobLog
  let size: Int64

  /// The offset at which the last `count` lines begin. A line end that ends the log does not begin another line.
  func start(ofLast count: Int64) async throws -> Int64 {
    guard count > 0, size > 0 else { return size }
    let floor = max(0, size - Self.bytesMax)
    var remaining = count
    var end = size - 1
    while end > floor {
      let begin = max(floor, end - Self.pieceBytes)
      let piece = await log.read(at: begin, count: Int(end - begin))
      for index in piece.indices.reversed() where piece[index] == UInt8(ascii: "\n") {
        remaining -= 1
        if remaining == 0 { return begin + Int64(index) + 1 }
      }
      end = begin
    }
    return floor
  }
}
