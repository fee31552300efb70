// What a person sees on a terminal after all that a program has written to it: as much of one as jobctl makes use of.

/// The cells of a terminal.
struct TerminalPicture {
  private(set) var isAlternate = false
  private(set) var hasCursor = true
  private var cells: [[Character]]
  private var (row, column) = (0, 0)
  private let columns: Int

  init(_ written: String, columns: Int, rows: Int) {
    self.columns = columns
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    var rest = Substring(written).unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\u{1B}": control(&rest)
      case "\r": column = 0
      case "\n": row = min(row + 1, rows - 1)
      default: put(Character(scalar))
      }
    }
  }

  /// Its lines, without what is empty at their ends.
  var lines: [String] {
    cells.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
  }

  var text: String { lines.joined(separator: "\n") }

  /// Lines do not go on in the next one.
  private mutating func put(_ character: Character) {
    cells[row][min(column, columns - 1)] = character
    column = min(column + 1, columns - 1)
  }

  private mutating func control(_ rest: inout Substring.UnicodeScalarView) {
    guard rest.first == "[" else { return }
    rest = rest.dropFirst()
    let parameters = rest.prefix { !("@"..."~" ~= $0) }
    rest = rest.dropFirst(parameters.count)
    guard let end = rest.popFirst() else { return }
    let isPrivate = parameters.first == "?"
    let numbers = String(parameters).split(separator: ";").map { Int($0) ?? 1 }
    switch (end, isPrivate ? String(parameters.dropFirst()) : "") {
    case ("H", _): (row, column) = ((numbers.first ?? 1) - 1, (numbers.dropFirst().first ?? 1) - 1)
    case ("G", _): column = (numbers.first ?? 1) - 1
    case ("K", _): for place in column..<columns { cells[row][place] = " " }
    case ("J", _): for row in cells.indices { cells[row] = Array(repeating: " ", count: columns) }
    case ("h", "1049"), ("l", "1049"): isAlternate = end == "h"
    case ("h", "25"), ("l", "25"): hasCursor = end == "h"
    default: break
    }
  }
}
