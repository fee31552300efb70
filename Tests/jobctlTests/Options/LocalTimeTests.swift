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

  @Test(arguments: ["mon", "Monday", "tue", "wed 9:00", "THU", "friday", "sat", "sunday"])
  func aWeekdayIsTheNearestOne(word: String) throws {
    let text = word.contains(":") ? word : word + " 22:30"
    let weekMicros: Int64 = 7 * 86_400 * 1_000_000
    // An hour more or less where the clock is put on or back.
    let hourMicros: Int64 = 3_600 * 1_000_000
    let next = try #require(LocalTime.parse(text, now: JobSamples.now))
    let last = try #require(LocalTime.parse(text, now: JobSamples.now, .last))
    #expect(next > JobSamples.now && next.micros - JobSamples.now.micros <= weekMicros + hourMicros)
    #expect(last <= JobSamples.now && JobSamples.now.micros - last.micros <= weekMicros + hourMicros)
    #expect(abs(next.micros - last.micros - weekMicros) <= hourMicros)
    #expect(Moment.local(next).hasSuffix(text.contains("9:00") ? "09:00:00" : "22:30:00"))
  }

  @Test func daysHaveNames() throws {
    let today = try #require(LocalTime.parse("today 12:00", now: JobSamples.now))
    #expect(Moment.local(today).prefix(10) == Moment.local(JobSamples.now).prefix(10))
    let tomorrow = try #require(LocalTime.parse("Tomorrow 12:00", now: JobSamples.now))
    let yesterday = try #require(LocalTime.parse("yesterday 12:00", now: JobSamples.now, .last))
    let hours = (tomorrow.micros - yesterday.micros) / 3_600_000_000
    #expect((47...49).contains(hours) && yesterday < today && today < tomorrow)
    #expect(Moment.local(tomorrow).hasSuffix(" 12:00:00"))
  }

  @Test func aTimeFromNowHasAPlus() throws {
    let before = Moment.current.now
    let time = try OptionReading.time("+3h")
    #expect((before.micros + 10_800_000_000...Moment.current.now.micros + 10_800_000_000).contains(time.micros))
    #expect(throws: (any Error).self) { try OptionReading.time("+") }
    #expect(throws: (any Error).self) { try OptionReading.time("+3x") }
  }

  @Test(arguments: [
    "2027-02-29 08:00", "2027-04-31",
    "", "8", "24:00", "08:60", "08:00:61", "2026-13-01", "2026-11", "tomorrow", "2026-11-23 8am", "we 8:00",
    "someday 8:00", "tomorrow 25:00", "mon 8:00 9:00", "-1:00",
  ])
  func otherTextIsRefused(text: String) {
    #expect(LocalTime.parse(text, now: JobSamples.now) == nil)
  }
}
