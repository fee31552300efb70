// Times of the local clock.

import JobWire
import Testing

@testable import jobctl

@Suite struct LocalTimeTests {
  @Test(arguments: ["2026-11-23 08:00", "2026-11-23T08:00:30", "2026-11-23", "2026-02-28 23:59:59"])
  func whatIsReadIsWhatTheClockWillShow(text: String) throws {
    let time = try #require(LocalTime.parse(text, now: JobSamples.now))
    let whole = text.replacing("T", with: " ") + (text.count == 10 ? " 00:00:00" : text.count == 16 ? ":00" : "")
    #expect(Moment.local(time) == whole)
  }

  @Test func timeAloneIsTheNextOne() throws {
    for text in ["00:00", "08:00", "12:34:56", "23:59"] {
      let time = try #require(LocalTime.parse(text, now: JobSamples.now))
      #expect(time > JobSamples.now)
      #expect(time.micros - JobSamples.now.micros <= 25 * 3_600 * 1_000_000)
      #expect(Moment.local(time).dropFirst(11).hasPrefix(text))
    }
  }

  /// What is looked for has been: "rm --until 03:00" means this night, and not the next one.
  @Test func timeAloneIsTheLastOneWhereThePastIsMeant() throws {
    for text in ["00:00", "08:00", "12:34:56", "23:59"] {
      let time = try #require(LocalTime.parse(text, now: JobSamples.now, .last))
      #expect(time <= JobSamples.now)
      #expect(JobSamples.now.micros - time.micros <= 25 * 3_600 * 1_000_000)
      #expect(Moment.local(time).dropFirst(11).hasPrefix(text))
    }
    let now = Moment.current.now
    for text in ["00:00", "12:00", "23:59"] {
      let past = try OptionReading.past(text)
      let coming = try OptionReading.time(text)
      #expect(past <= now && coming > now)
    }
  }

  @Test(arguments: [
    "", "8", "24:00", "08:60", "08:00:61", "2026-13-01", "2026-11", "tomorrow", "2026-11-23 8am", "-1:00",
  ])
  func otherTextIsRefused(text: String) {
    #expect(LocalTime.parse(text, now: JobSamples.now) == nil)
  }
}
