// Tables that fit the terminal: columns are as wide as their content; where there is no room, first columns that can be
// done without are left out, and then the flexible ones are cut.

/// Rows of text under headings.
struct Table {
  /// How a column is laid out.
  struct Column: Sendable {
    let title: String
    var isRightAligned = false
    /// The column is not cut below this width; nil: it is never cut.
    var widthMin: Int?
    /// For so much of this column others are left out.
    var widthWanted: Int?
    /// Where there is no room, it is cut to this before others are.
    var widthEnough: Int?
    /// Where there is no room, the column with the lowest rank is left out first; nil: it never is.
    var rank: Int?

    init(
      _ title: String, isRightAligned: Bool = false, widthMin: Int? = nil, widthWanted: Int? = nil,
      widthEnough: Int? = nil, rank: Int? = nil
    ) {
      self.title = title
      self.isRightAligned = isRightAligned
      self.widthMin = widthMin
      self.widthWanted = widthWanted ?? widthMin
      self.widthEnough = widthEnough
      self.rank = rank
    }

    /// The same column without a heading.
    init(untitled column: Column) {
      self.init(
        "", isRightAligned: column.isRightAligned, widthMin: column.widthMin, widthWanted: column.widthWanted,
        widthEnough: column.widthEnough, rank: column.rank)
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

  static let gap = 2

  /// What stands before a note under a row.
  private static let indent = 4

  let columns: [Column]
  private(set) var rows: [[Cell]] = []
  /// What stands under a row, by its place.
  private var notes: [Int: Cell] = [:]

  init(_ columns: [Column]) { self.columns = columns }

  /// - Parameter note: stands under the row, on a line of its own.
  mutating func add(_ cells: [Cell], note: Cell? = nil) {
    precondition(cells.count == columns.count, "a row has a cell for every column")
    notes[rows.count] = note
    rows.append(cells)
  }

  /// The table as lines, headings first.
  func lines(on terminal: Terminal) -> [String] {
    let (heading, rows) = parts(on: terminal)
    return [heading] + rows.flatMap { $0 }
  }

  /// The line of headings, and the lines of each row: one, and a second if there is a note.
  func parts(on terminal: Terminal) -> (heading: String, rows: [[String]]) {
    let widths = fitted(to: terminal.width)
    let heading = line(columns.map { Cell($0.title, .dim) }, widths: widths, on: terminal)
    return (
      heading,
      rows.enumerated().map { index, row in
        let line = line(row, widths: widths, on: terminal)
        guard let note = notes[index] else { return [line] }
        let text = DisplayWidth.truncated(note.text, to: terminal.width.map { max(1, $0 - Self.indent) } ?? .max)
        return [line, String(repeating: " ", count: Self.indent) + note.style.applied(to: text, on: terminal)]
      }
    )
  }

  /// The columns that are shown, by their place, and how wide each is.
  private func fitted(to width: Int?) -> [Int: Int] {
    var widths = Dictionary(uniqueKeysWithValues: naturalWidths.enumerated().map { ($0.offset, $0.element) })
    guard let width else { return widths }
    func excess(_ widths: some Collection<Int>) -> Int { widths.reduce(0, +) + Self.gap * (widths.count - 1) - width }
    while excess(widths.map { min($1, columns[$0].widthWanted ?? .max) }) > 0 {
      let droppable = widths.keys.filter { columns[$0].rank != nil }
      guard let least = droppable.min(by: { columns[$0].rank ?? 0 < columns[$1].rank ?? 0 }) else { break }
      widths[least] = nil
    }
    for (index, column) in columns.enumerated() {
      guard let enough = column.widthEnough, let width = widths[index] else { continue }
      widths[index] = min(width, max(enough, width - max(0, excess(widths.values))))
    }
    for _ in 0..<max(0, excess(widths.values)) {
      // Always from the widest column that may shrink, so that several long columns get the same width.
      let shrinkable = widths.filter { $0.value > columns[$0.key].widthMin ?? .max }
      guard let widest = shrinkable.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { break }
      widths[widest.key] = widest.value - 1
    }
    return widths
  }

  /// How wide each column would be if there were room.
  var naturalWidths: [Int] {
    columns.indices.map { index in
      rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index].text)) }
    }
  }

  private func line(_ cells: [Cell], widths: [Int: Int], on terminal: Terminal) -> String {
    var parts: [String] = []
    let last = widths.keys.max()
    var column = terminal.firstColumn
    for (index, cell) in cells.enumerated() {
      guard let width = widths[index] else { continue }
      let text = DisplayWidth.truncated(cell.text, to: width)
      let padding = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
      let styled = cell.style.applied(to: text, on: terminal)
      let place = column.map { "\u{1B}[\($0)G" } ?? ""
      column = column.map { $0 + width + Self.gap }
      parts.append(
        place + (columns[index].isRightAligned ? padding + styled : index == last ? styled : styled + padding))
    }
    let line = parts.joined(separator: String(repeating: " ", count: Self.gap))
    return terminal.hasColor ? line : String(line.reversed().drop { $0 == " " }.reversed())
  }
}
