// What is written to change a screen.

import Testing

@testable import jobctl

@Suite struct ScreenPainterTests {
  private let size = ScreenSize(columns: 80, rows: 3)

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func onlyWhatDiffersIsWritten() {
    var painter = ScreenPainter()
    let first = text(painter.paint(["a", "b"], size))
    #expect(first == "\u{1B}[?2026h\u{1B}[2J\u{1B}[1;1H\u{1B}[Ka\u{1B}[2;1H\u{1B}[Kb\u{1B}[?2026l")
    #expect(text(painter.paint(["a", "c"], size)) == "\u{1B}[?2026h\u{1B}[2;1H\u{1B}[Kc\u{1B}[?2026l")
    #expect(text(painter.paint(["a"], size)) == "\u{1B}[?2026h\u{1B}[2;1H\u{1B}[K\u{1B}[?2026l")
    #expect(painter.paint(["a"], size).isEmpty, "an idle screen writes nothing")
  }

  @Test func anotherSizeOrAForgottenScreenIsDrawnWhole() {
    var painter = ScreenPainter()
    _ = painter.paint(["a", "b"], size)
    #expect(text(painter.paint(["a"], ScreenSize(columns: 40, rows: 3))).contains("\u{1B}[2J\u{1B}[1;1H\u{1B}[Ka"))
    painter.forget()
    #expect(text(painter.paint(["a"], ScreenSize(columns: 40, rows: 3))).contains("\u{1B}[2J"))
  }

  @Test func linesBelowTheScreenAreNotWritten() {
    var painter = ScreenPainter()
    #expect(!text(painter.paint(["a", "b", "c", "d"], size)).contains("d"))
  }
}
