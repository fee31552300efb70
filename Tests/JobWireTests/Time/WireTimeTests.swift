// Times: RFC 3339 in, microseconds inside, one form out; the calendar is checked against Foundation's.

import Foundation
import JobWire
import Testing

@Suite struct WireTimeTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-22T08:00:00.123456Z", 1_795_334_400_123_456),
      ("2026-11-22T09:30:00.1+01:30", 1_795_334_400_100_000), ("2026-11-22t08:00:00.123456789z", 1_795_334_400_123_456),
      ("2026-11-22 08:00:00-00:00", 1_795_334_400_000_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000_000), ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ] as [(String, Int64)]) func textIsRead(text: String, micros: Int64)
  {
    #expect(WireTime(parsing: text)?.micros == micros)
  }

  @Test(arguments: [
    "", "2026-11-22", "2026-11-22T08:00:00", "2026-11-22T08:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
    "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T08:60:00Z",
    "2026-11-22T08:00:61Z", "2026-11-22T08:00:00.Z", "2026-11-22T08:00:00.1234567890Z", "2026-11-22T08:00:00+24:00",
    "2026-11-22T08:00:00+0100", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "26-11-22T08:00:00Z",
    " 2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z ", "2026-11-22T08:00:00ZZ", "now", "-026-11-22T08:00:00Z",
  ]) func otherTextIsRefused(text: String) {
    #expect(WireTime(parsing: text) == nil)
  }

  @Test func agreesWithFoundationsCalendar() throws {
    let formatter = ISO8601DateFormatter()
    var random = JSONGenerator(seed: 11)
    for _ in 0..<2_000 {
      let seconds = Int64.random(in: 0..<253_402_300_800, using: &random)
      let micros = seconds * 1_000_000 + Int64.random(in: 0..<1_000_000, using: &random)
      let text = WireTime(micros: micros).description
      let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
      #expect(text.prefix(19) == expected.prefix(19), "seed 11")
      #expect(WireTime(parsing: text)?.micros == micros, "seed 11: \(text)")
    }
  }

  @Test func timesOutsideTheCalendarAreClamped() {
    #expect(WireTime(micros: -5).description == "1970-01-01T00:00:00.000000Z")
    #expect(WireTime(micros: .max).description == "9999-12-31T23:59:59.999999Z")
  }
}
