// Columns of text that is not ASCII, and cutting it.

import Testing

@testable import jobctl

@Suite struct DisplayWidthTests {
  @Test(arguments: [("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("😀", 2), ("", 0), ("ｗ", 2)])
  func widthIsInColumns(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test(arguments: [
    ("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("日本語", 4, "日…"), ("日本語", 5, "日本…"), ("abc", 1, "…"), ("abc", 0, ""),
  ]) func cuttingKeepsWithinTheColumns(text: String, columns: Int, cut: String) {
    #expect(DisplayWidth.truncated(text, to: columns) == cut)
  }

  @Test func controlsAreEscaped() {
    #expect(DisplayWidth.printable("a\u{1B}[2Jb\nc\u{202E}d") == #"a\u{1b}[2Jb\nc\u{202e}d"#)
  }
}
