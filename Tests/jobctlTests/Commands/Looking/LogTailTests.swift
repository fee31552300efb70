// The last lines of some bytes.

import Testing

@testable import jobctl

@Suite struct LogTailTests {
  @Test(
    arguments: [
      ("a\nb\nc\n", 2, "b\nc\n"), ("a\nb\nc", 2, "b\nc"), ("a\nb\nc\n", 1, "c\n"), ("\n\n\n", 1, "\n"),
      ("a\nb\n", 2, nil), ("a", 1, nil), ("", 1, nil),
    ] as [(String, Int, String?)]) func lastLinesAreFound(text: String, count: Int, lines: String?)
  {
    let found = LogTail.lastLines(count, of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    #expect(found == lines)
  }
}
