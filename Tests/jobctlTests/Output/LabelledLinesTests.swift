// Lines with the number of their job before them.

import Testing

@testable import jobctl

@Suite struct LabelledLinesTests {
  private func text(_ pieces: [String], width: Int = 2) -> (lines: String, rest: String) {
    var lines = LabelledLines(7, width: width)
    let taken = pieces.flatMap { lines.take(Array($0.utf8)) }
    return (String(decoding: taken, as: UTF8.self), String(decoding: lines.finish(), as: UTF8.self))
  }

  @Test(arguments: [
    (["a\nb\n"], " 7 | a\n 7 | b\n", ""), (["a", "b\nc"], " 7 | ab\n", " 7 | c\n"), ([], "", ""),
    (["\n\n"], " 7 | \n 7 | \n", ""), (["é", "\n"], " 7 | é\n", ""),
  ]) func linesAreLabelledOnceTheyAreWhole(_ pieces: [String], _ lines: String, _ rest: String) {
    let text = text(pieces)
    #expect(text.lines == lines && text.rest == rest)
  }

  @Test func longerNumbersAreNotCut() {
    #expect(text(["a\n"], width: 0).lines == "7 | a\n")
  }

  @Test func lineWithoutAnEndIsShownInParts() {
    let text = text([String(repeating: "x", count: 100_000), "y\n"])
    #expect(text.lines.hasPrefix(" 7 | xxx") && text.lines.hasSuffix(" 7 | y\n"))
    #expect(text.lines.utf8.count == 100_002 + 2 * 5 + 1)
  }
}
