// Columns and parameters go by their names: a number says nothing to who reads it, and stays the same when the
// statement changes.

extension TidyRule {
  /// The statement's text and what reads its rows are made of the same enum, or bound in the order of the text.
  static let columnNumbers = TidyRule(
    name: "no column or parameter by its number in SQLite/",
    check: { files in
      let rooms = files.filter { $0.path.hasPrefix("Sources/JobCore/SQLite/") }
      return rooms.compactMap { file in
        let limit = Ratchets.columnNumbers[file.path] ?? 0
        let lines = file.codeLineNumbers(holding: "(", matching: columnNumber)
        if lines.isEmpty && limit > 0 {
          return Finding(path: file.path, line: 1, advice: "has none any more; take it off Ratchets.swift")
        }
        guard lines.count > limit, let last = lines.last else { return nil }
        return Finding(
          path: file.path, line: last,
          advice: "\(lines.count) lines with numbers, at most \(limit): name the columns in SQLite/Schema, or bind all "
            + "parameters in their order")
      }
    },
    bad: [
      SourceFile(path: "Sources/JobCore/SQLite/A.swift", text: "statement.bind(1, id)"),
      SourceFile(path: "Sources/JobCore/SQLite/B.swift", text: "let count = row.int(0)"),
      SourceFile(path: "Sources/JobCore/SQLite/C.swift", text: "let end = [row.optionalInt64(12), nil]"),
      SourceFile(path: "Sources/JobCore/SQLite/Rows/D.swift", text: "try statement.run(binding: bytes, at: 3)"),
    ],
    good: [
      SourceFile(
        path: "Sources/JobCore/SQLite/A.swift",
        text: "statement.bind(inOrder: id, 1)\nstatement.bind(JobColumn.id, 1)\nlet count = row.onlyInt"),
      SourceFile(path: "Sources/JobCore/SQLite/B.swift", text: "let head = bytes(0, count: 8)  // row.int(0)"),
    ])

  private static var columnNumber: Regex<(Substring, Substring?)> {
    /\.(bind|int|int64|string|bytes|bool|time|optional[A-Z]\w*)\(\d|\.run\(binding: [^,]+, at: \d/
  }
}
