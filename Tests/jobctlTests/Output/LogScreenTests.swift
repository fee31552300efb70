// The output of a job on a terminal.

import Testing

@testable import jobctl

@Suite struct LogScreenTests {
  private func shown(_ text: String, hasColor: Bool = true) -> String {
    var screen = LogScreen(hasColor: hasColor)
    return String(decoding: screen.take(Array(text.utf8)) + screen.finish(), as: UTF8.self)
  }

  @Test(arguments: [
    "plain é 日本 \t 👩\u{200D}🚀\n", "\u{1B}[1;31mred\u{1B}[0m\n", "\u{1B}[38;5;8mgrey\u{1B}[m\n",
    "\u{1B}[48;2;1;2;3mx\u{1B}[49;0m\n",
  ]) func textAndColoursPass(_ text: String) {
    #expect(shown(text) == text)
  }

  @Test(arguments: [
    ("a\u{1B}[2J\u{1B}[10;20H\u{1B}[?1049hb", "ab"), ("\u{1B}[6n\u{1B}[c", ""), ("\u{1B}[K x\u{1B}[m", " x\u{1B}[m"),
    ("\u{1B}]0;t\u{7}", #"\u{1b}]0;t\u{7}"#), ("\u{1B}Pq\u{1B}\\", #"\u{1b}Pq\u{1b}\"#),
    ("\u{1B}c\u{8}", #"\u{1b}c\u{8}"#),
    ("\u{9B}31m\u{85}", #"\u{9b}31m\u{85}"#), ("\u{202E}x", #"\u{202e}x"#), ("\u{1B}[8mhidden", "hidden"),
    ("\u{1B}[", #"\u{1b}["#), ("a\u{1B}", #"a\u{1b}"#),
  ]) func whatControlsTheTerminalDoesNotPass(_ text: String, _ seen: String) {
    #expect(shown(text) == seen)
  }

  @Test func colourEndsWithItsLine() {
    #expect(shown("\u{1B}[31ma\nb") == "\u{1B}[31ma\u{1B}[0m\nb" && shown("\u{1B}[7mx") == "\u{1B}[7mx\u{1B}[0m")
    #expect(shown("\u{1B}[31ma\u{1B}[0m", hasColor: false) == "a")
  }

  @Test func zeroOfAColourIsNoReset() {
    #expect(shown("\u{1B}[38;5;0mx\n") == "\u{1B}[38;5;0mx\u{1B}[0m\n")
  }

  @Test func whatWouldWriteOverALineGetsItsOwn() {
    #expect(shown("10%\r20%\r\r\ndone\r") == "10%\n20%\ndone\n")
  }

  @Test func otherBytesAreShownAsNumbers() {
    var screen = LogScreen(hasColor: true)
    let bytes: [UInt8] = [0x41, 0x9B, 0xE9, 0x41, 0xC3]
    #expect(String(decoding: screen.take(bytes) + screen.finish(), as: UTF8.self) == #"A\x9b\xe9A\xc3"#)
  }

  @Test func piecesMakeNoDifference() {
    let text = "é\u{1B}[31m日\u{1B}[2J\r\nx\u{1B}]0;😀\u{1B}[0m\r"
    var screen = LogScreen(hasColor: true)
    let pieces = Array(text.utf8).flatMap { screen.take([$0]) } + screen.finish()
    #expect(String(decoding: pieces, as: UTF8.self) == shown(text))
  }

  /// What never ends is not held back for ever.
  @Test func longSequenceIsNone() {
    let long = "\u{1B}[" + String(repeating: "1", count: 1_000) + "m"
    #expect(shown(long) == #"\u{1b}["# + long.dropFirst(2))
  }
}
