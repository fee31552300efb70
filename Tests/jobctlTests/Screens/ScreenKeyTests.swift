// Keys, as a terminal sends them.

import Testing

@testable import jobctl

@Suite struct ScreenKeyTests {
  @Test(arguments: [
    ("q", [ScreenKey.letter("q")]), ("\u{1B}[A\u{1B}OB", [.up, .down]), ("\u{1B}", [.escape]),
    ("\u{1B}[5~\u{1B}[6~", [.pageUp, .pageDown]), ("\u{1B}[H\u{1B}[4~", [.first, .last]), ("\r", [.enter]),
    ("\u{1B}[1;5A", [.up]), ("\u{1B}[200~", []), ("\u{1B}[", []), ("\u{1}é", []), ("\u{1B}x", [.escape, .letter("x")]),
  ]) func keysAreKnownByWhatTheySend(_ text: String, _ keys: [ScreenKey]) {
    #expect(ScreenKey.parse(Array(text.utf8)) == keys)
  }
}
