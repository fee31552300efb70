// Nothing that comes from elsewhere makes a terminal do something.

import Testing

@testable import jobctl

@Suite struct SafeTextTests {
  @Test(arguments: [
    ("plain é 日本 😀", "plain é 日本 😀"), ("\u{1B}]0;title\u{7}", #"\u{1b}]0;title\u{7}"#),
    ("\u{9B}31m\u{7F}", #"\u{9b}31m\u{7f}"#), ("a\r\n\tb", #"a\r\n\tb"#),
    ("\u{202E}txt.exe\u{2066}\u{200F}\u{2028}", #"\u{202e}txt.exe\u{2066}\u{200f}\u{2028}"#),
    ("\u{E0041}", #"\u{e0041}"#),
  ]) func whatATerminalObeysIsEscaped(_ text: String, _ shown: String) {
    #expect(SafeText.escaped(text) == shown)
  }

  @Test func aThousandMarksStayInTheirCell() {
    let shown = SafeText.escaped("e" + String(repeating: "\u{301}", count: 1_000))
    #expect(shown.hasPrefix("e\u{301}\u{301}\u{301}\u{301}\\u{301}"))
    #expect(shown.unicodeScalars.count { $0 == "\u{301}" } == 4)
  }

  @Test func whatIsSaidHasJobctlsColoursAndNoOthers() {
    let colour = Style.bad.applied(to: "failed", on: Terminal(width: 80, hasColor: true))
    #expect(SafeText.said(colour, hasLines: false) == colour)
    #expect(SafeText.said("\u{1B}[8mx\u{1B}[2J", hasLines: true) == #"\u{1b}[8mx\u{1b}[2J"#)
    #expect(SafeText.said("a\nb", hasLines: true) == "a\nb" && SafeText.said("a\nb", hasLines: false) == #"a\nb"#)
  }
}
