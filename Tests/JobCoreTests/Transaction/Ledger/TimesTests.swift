// What the writer knows of time.

import TestSupport
import Testing

@testable import JobCore

@Suite struct TimesTests {
  @Test func earliestOfWhatIsDueIsNext() {
    var times = Times()
    times.noteDue(nil)
    #expect(times.nextDue == nil)
    for micros: Int64 in [5, 3, 8] { times.noteDue(.noon + micros) }
    times.noteDue(nil)
    #expect(times.nextDue == .noon + 3)
  }

  @Test func writerIsWokenForTheFirstOfAllThatWaits() {
    var times = Times()
    #expect(times.nextWake == nil)
    times.nextRemoteToken = .noon + 7
    #expect(times.nextWake == .noon + 7)
    times.nextDue = .noon + 9
    #expect(times.nextWake == .noon + 7)
    times.nextToken = .noon + 2
    #expect(times.nextWake == .noon + 2)
    times.nextDue = .noon + 1
    #expect(times.nextWake == .noon + 1)
  }

  @Test func nobodyIsPutInLineBeforeThoseWhoStandThere() {
    var times = Times()
    #expect(times.nextReadyAt(.noon) == Timestamp.noon.micros)
    #expect(times.nextReadyAt(.noon) == Timestamp.noon.micros)
    // The clock was set back: behind all of them, and each behind the one before it.
    #expect(times.nextReadyAt(.noon - 500) == Timestamp.noon.micros + 1)
    #expect(times.nextReadyAt(.noon - 400) == Timestamp.noon.micros + 2)
    #expect(times.nextReadyAt(.noon + 500) == Timestamp.noon.micros + 500)
    times.noteReadyAt(Timestamp.noon.micros + 502)
    times.noteReadyAt(Timestamp.noon.micros)
    #expect(times.nextReadyAt(.noon + 501) == Timestamp.noon.micros + 503)
  }
}
