// The outputs of several jobs on one screen: whole lines, each with the number of its job before it.

/// Cuts one job's output into lines with a label.
struct LabelledLines {
  /// A longer line is shown in parts: who waits for its end may wait for ever.
  private static let lineBytesMax = 64 << 10

  private let label: [UInt8]
  private var rest: [UInt8] = []

  /// - Parameter width: of the longest number among the jobs.
  init(_ id: Int64, width: Int) {
    let number = "\(id)"
    label = Array((String(repeating: " ", count: max(0, width - number.count)) + number + " | ").utf8)
  }

  /// The lines that have come to their end.
  mutating func take(_ piece: [UInt8]) -> [UInt8] {
    rest += piece
    var lines: [UInt8] = []
    var start = rest.startIndex
    while let end = rest[start...].firstIndex(of: Self.lineEnd) {
      lines += label + rest[start...end]
      start = end + 1
    }
    rest.removeSubrange(..<start)
    if rest.count >= Self.lineBytesMax { lines += finish() }
    return lines
  }

  /// What is left at the end of the output.
  mutating func finish() -> [UInt8] {
    if rest.isEmpty { return [] }
    defer { rest = [] }
    return label + rest + [Self.lineEnd]
  }

  private static let lineEnd = UInt8(ascii: "\n")
}
