// Colours are there for those who have them, and found again where text is cut.

import JobWire
import Testing

@testable import jobctl

@Suite struct StyleTests {
  private static let coloured = Terminal(width: 80, hasColor: true)
  private static let all: [Style] = [.plain, .bold, .dim, .good, .bad, .busy, .warning]

  @Test func textWithoutColoursIsAsItIs() {
    for style in Self.all {
      #expect(style.applied(to: "text", on: TextSamples.terminal) == "text")
      #expect(style.applied(to: "", on: Self.coloured) == "", "nothing has no colour")
    }
    #expect(Style.plain.applied(to: "text", on: Self.coloured) == "text")
    #expect(Style.bad.applied(to: "text", on: Self.coloured) == "\u{1B}[31mtext\u{1B}[0m")
  }

  /// A style whose sequence is not known would be counted as text, and cut in two.
  @Test func everySequenceIsKnownAgain() throws {
    for style in Self.all where style != .plain {
      let scalars = style.applied(to: "text", on: Self.coloured).unicodeScalars[...]
      let begin = try #require(Style.sequence(at: scalars), "\(style)")
      #expect(String(scalars.dropFirst(begin.count)) == "text\u{1B}[0m")
      let end = try #require(Style.sequence(at: scalars.dropFirst(begin.count + 4)))
      #expect(String(end) == "\u{1B}[0m")
    }
  }

  @Test(arguments: ["", "text", "\u{1B}", "\u{1B}[", "\u{1B}[3m", "\u{1B}[31", "\u{1B}]0;title\u{7}", "x\u{1B}[0m"])
  func otherThingsAreNone(_ text: String) {
    #expect(Style.sequence(at: text.unicodeScalars[...]) == nil)
  }

  @Test func goodAndBadEndsDiffer() {
    #expect(Style(.succeeded) == .good && Style(.failed) == .bad && Style(.running) == .busy)
    for state in [WireJobState.cancelled, .skipped, .retrying] { #expect(Style(state) == .warning) }
    for state in [WireJobState.held, .scheduled, .blocked] { #expect(Style(state) == .dim) }
  }
}
