// One line on stderr that is written over as things move on; only where a person sees it.

/// A line that says how far a wait is.
struct ProgressLine {
  private var isShown = false
  private let isWanted: Bool

  init(isWanted: Bool) { self.isWanted = isWanted && Terminal.showsProgress }

  /// Shows this text instead of the one before.
  mutating func show(_ text: String) {
    guard isWanted else { return }
    isShown = true
    try? Console.write(Array("\r\u{1B}[K\(text)".utf8), to: 2)
  }

  /// Takes the line away.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    try? Console.write(Array("\r\u{1B}[K".utf8), to: 2)
  }
}
