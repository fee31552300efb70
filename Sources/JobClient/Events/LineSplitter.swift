// Lines out of pieces that end anywhere.

/// Cuts bytes into lines, each bounded.
struct LineSplitter {
  /// A line has more bytes than any that the daemon writes.
  struct TooLong: Error {
    let bytesMax: Int
  }

  private let bytesMax: Int
  private var bytes: [UInt8] = []
  /// What has been given out of `bytes`.
  private var start = 0
  /// Up to where there is no end of a line.
  private var searched = 0

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  mutating func append(_ piece: [UInt8]) {
    bytes.removeSubrange(..<start)
    searched -= start
    start = 0
    bytes += piece
  }

  /// The next whole line without its end; nil until more has come.
  mutating func next() throws(TooLong) -> ArraySlice<UInt8>? {
    guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = bytes.endIndex
      if searched - start > bytesMax { throw TooLong(bytesMax: bytesMax) }
      return nil
    }
    let line = bytes[start..<end]
    start = end + 1
    searched = start
    if line.count > bytesMax { throw TooLong(bytesMax: bytesMax) }
    return line
  }
}
