// What has to be written to turn what is on the screen into what is to be there: only the lines that differ.

/// Knows what a screen shows.
struct ScreenPainter {
  private var shown: [String] = []
  private var size: ScreenSize?

  /// What is on the screen is not known any more.
  mutating func forget() { size = nil }

  /// The bytes for a new picture; none if it is the same. They are one change for a terminal that knows how to wait for
  /// its end.
  mutating func paint(_ lines: [String], _ size: ScreenSize) -> [UInt8] {
    var changes = ""
    if self.size != size {
      changes = "\u{1B}[2J"
      shown = []
    }
    let lines = Array(lines.prefix(size.rows))
    for row in 0..<max(lines.count, shown.count) {
      let line = row < lines.count ? lines[row] : ""
      guard line != (row < shown.count ? shown[row] : "") else { continue }
      // Cleared first: at the end of a full line the cursor stands on its last character.
      changes += "\u{1B}[\(row + 1);1H\u{1B}[K\(line)"
    }
    (shown, self.size) = (lines, size)
    return changes.isEmpty ? [] : Array("\u{1B}[?2026h\(changes)\u{1B}[?2026l".utf8)
  }
}
