// What a screen shows of one moment, and where a person is on it.

/// What a key is about.
enum ScreenTarget: Hashable, Sendable {
  case job(Int64)
  case queue(String)
}

/// A line that may be chosen.
struct ScreenRow: Equatable, Sendable {
  /// Fits in two columns less than there are.
  let text: String
  var target: ScreenTarget?
}

/// All there is to see: the heading stays, the rows move.
struct ScreenPage: Equatable, Sendable {
  var heading: [String] = []
  var rows: [ScreenRow] = []
}

/// Which row is chosen, and which is the first that is seen.
struct ScreenPlace: Equatable, Sendable {
  /// By what it is about, and not by its place: rows move.
  private(set) var chosen: ScreenTarget?
  private var first = 0

  /// The lines of the whole screen.
  ///
  /// - Parameter foot: the last one.
  mutating func lines(_ page: ScreenPage, foot: String, rows count: Int) -> [String] {
    let heading = page.heading.prefix(max(0, count - 2))
    let room = max(0, count - heading.count - 1)
    // What is gone is not chosen any more, or a key would be about its neighbour.
    let index = page.rows.firstIndex { $0.target != nil && $0.target == chosen }
    if index == nil { chosen = nil }
    if let index { first = min(max(first, index - room + 1), index) }
    first = max(0, min(first, page.rows.count - room))
    let rows = page.rows.dropFirst(first).prefix(room).map { row in
      (row.target != nil && row.target == chosen ? "> " : "  ") + row.text
    }
    let empty = [String](repeating: "", count: max(0, count - heading.count - rows.count - 1))
    return Array((Array(heading) + rows + empty + [foot]).suffix(count))
  }

  /// Chooses another row, so many further down; with none chosen, the first or the last.
  mutating func move(by step: Int, in page: ScreenPage) {
    let targets = page.rows.compactMap(\.target)
    guard let last = targets.indices.last else { return }
    let now = chosen.flatMap { targets.firstIndex(of: $0) }
    chosen = targets[min(last, max(0, now.map { $0 + step } ?? (step > 0 ? 0 : last)))]
  }

  /// Chooses the first or the last row.
  mutating func move(toEnd: Bool, in page: ScreenPage) {
    let targets = page.rows.compactMap(\.target)
    chosen = toEnd ? targets.last : targets.first
  }
}
