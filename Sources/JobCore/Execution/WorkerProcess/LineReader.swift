// Cuts what a worker writes into lines, and counts while it reads: a line that is too long is known to be before it is
// whole.

import Glibc

/// The unfinished end of what has been read from a worker.
struct LineReader {
  private var rest: [UInt8] = []
  private let bytesMax: Int

  init(bytesMax: Int = Limits.workerLineBytesMax) {
    self.bytesMax = bytesMax
  }

  /// Whether the last line has begun but not ended.
  var isInsideLine: Bool {
    !rest.isEmpty
  }

  /// A line that is longer than a message may be.
  struct TooLong: Error {
    /// How it begins.
    let head: [UInt8]
  }

  /// Takes the next bytes and calls `line` for each line that is whole by then, without its end, until it says no.
  mutating func take(_ bytes: UnsafeRawBufferPointer, _ line: (UnsafeRawBufferPointer) -> Bool) throws(TooLong) {
    var start = 0
    while let end = Self.lineEnd(bytes, from: start) {
      let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      start = end + 1
      try checkLength(adding: piece)
      let goesOn: Bool
      if rest.isEmpty {
        goesOn = line(piece)
      } else {
        rest.append(contentsOf: piece)
        goesOn = rest.withUnsafeBytes(line)
        // A long line's memory is not kept for the short ones that follow.
        rest = []
      }
      if !goesOn { return }
    }
    let piece = UnsafeRawBufferPointer(rebasing: bytes[start...])
    try checkLength(adding: piece)
    rest.append(contentsOf: piece)
  }

  private static func lineEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count else { return nil }
    return memchr(base + start, Int32(JSONByte.newline), bytes.count - start).map { UnsafeRawPointer($0) - base }
  }

  private func checkLength(adding piece: UnsafeRawBufferPointer) throws(TooLong) {
    if rest.count + piece.count <= bytesMax { return }
    throw TooLong(head: Array((rest.prefix(200) + piece.prefix(200)).prefix(200)))
  }
}
