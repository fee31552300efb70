// Tables that fit the terminal: columns are as wide as their content, and if there is no room, the flexible ones are cut.

/// Rows of text under headings.
struct Table {
  /// How a column is laid out.
  struct Column: Sendable {
    let title: String
    var isRightAligned = false
    /// The column is not cut below this width; nil: it is never cut.
    var widthMin: Int?

    init(_ title: String, isRightAligned: Bool = false, widthMin: Int? = nil) {
      self.title = title
      self.isRightAligned = isRightAligned
      self.widthMin = widthMin
    }
  }

  /// One field of a row.
  struct Cell: Sendable {
    let text: String
    var style = Style.plain

    init(_ text: String, _ style: Style = .plain) {
      self.text = DisplayWidth.printable(text)
      self.style = style
    }
  }

  private static let gap = 2

  let columns: [Column]
  private(set) var rows: [[Cell]] = []

  init(_ columns: [Column]) { self.columns = columns }

  mutating func add(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a row has a cell for every column")
    rows.append(cells)
  }

  /// The table as lines, headings first.
  func lines(on terminal: Terminal) -> [String] {
    let widths = fitted(to: terminal.width)
    let heading = columns.map { Cell($0.title, .dim) }
    return ([heading] + rows).map { line($0, widths: widths, on: terminal) }
  }

  private func fitted(to width: Int?) -> [Int] {
    var widths = columns.indices.map { index in
      rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index].text)) }
    }
    guard let width else { return widths }
    var excess = widths.reduce(0, +) + Self.gap * (columns.count - 1) - width
    while excess > 0 {
      // Always from the widest column that may shrink, so that several long columns get the same width.
      let shrinkable = columns.indices.filter { widths[$0] > columns[$0].widthMin ?? .max }
      guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ cells: [Cell], widths: [Int], on terminal: Terminal) -> String {
    var parts: [String] = []
    for (index, cell) in cells.enumerated() {
      let text = DisplayWidth.truncated(cell.text, to: widths[index])
      let padding = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(text)))
      let styled = cell.style.applied(to: text, on: terminal)
      let isLast = index == cells.count - 1
      parts.append(columns[index].isRightAligned ? padding + styled : isLast ? styled : styled + padding)
    }
    let line = parts.joined(separator: String(repeating: " ", count: Self.gap))
    return terminal.hasColor ? line : String(line.reversed().drop { $0 == " " }.reversed())
  }
}
