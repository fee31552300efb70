// What is kept of a pause: read as it was written, and never longer than it was to last.

import TestSupport
import Testing

@testable import JobCore

@Suite struct PauseTermsTests {
  private static let end = PauseTerms.Length(forMicros: 9, until: .noon + 9)

  @Test(arguments: [
    PauseTerms(since: .noon), PauseTerms(since: .noon, stopsRunning: true), PauseTerms(since: .noon, end: end),
  ]) func pauseOfEverythingIsReadAsItWasWritten(_ terms: PauseTerms) {
    let values = Dictionary(uniqueKeysWithValues: PauseTerms.meta(terms).map { ($0.name, $0.value) })
    #expect(PauseTerms { values[$0] ?? -1 } == terms)
    #expect(Set(values.keys) == Set(PauseTerms.Name.all))
  }

  @Test func noneIsReadAsNone() {
    let values = Dictionary(uniqueKeysWithValues: PauseTerms.meta(nil).map { ($0.name, $0.value) })
    #expect(PauseTerms { values[$0] ?? -1 } == nil)
  }

  @Test func endIsNeverFurtherThanItsLength() {
    let terms = PauseTerms(since: .noon, end: Self.end)
    #expect(terms.cut(now: .noon + 3) == terms)
    #expect(terms.cut(now: .noon - 100).end?.until == .noon - 91)
  }

  @Test func endIsShownByTheClock() {
    let pause = PauseTerms(since: .noon, end: Self.end).pause(clockAhead: 100)
    #expect(pause == Pause(since: .noon, until: .noon + 109, stopsRunning: false))
  }
}
