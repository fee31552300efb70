// Times as RFC 3339 has them: Foundation's calendar is the oracle, and what was written is read again.

import CivilCalendar
import Foundation
import Testing

@Suite struct RFC3339Tests {
  private static let dayMicros: Int64 = 86_400_000_000

  /// The ends of days around every kind of leap year, and far apart moments in between.
  private static let moments: [Int64] = {
    var micros: [Int64] = [0, 1, 999_999, 1_000_000, 253_402_300_799_999_999]
    for day in stride(from: Int64(0), to: 2_932_896, by: 97) { micros.append(day * dayMicros + day * 7_919) }
    for year in [1972, 1999, 2000, 2100, 2400] {
      let days = Int64((year - 1_970) * 365 + (year - 1_969) / 4 - (year - 1_901) / 100 + (year - 1_601) / 400)
      for day in days..<days + 366 { micros += [day * dayMicros, (day + 1) * dayMicros - 1] }
    }
    return micros
  }()

  @Test func agreesWithFoundationsCalendar() {
    let formatter = ISO8601DateFormatter()
    for micros in Self.moments {
      let seconds = micros / 1_000_000
      let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
      #expect(RFC3339.secondsText(micros: micros) == expected)
      #expect(RFC3339.text(micros: micros).dropFirst(20) == "\(micros % 1_000_000 + 1_000_000)Z".dropFirst())
    }
  }

  @Test func readsWhatItWrote() {
    for micros in Self.moments { #expect(RFC3339.micros(RFC3339.text(micros: micros)) == micros) }
  }

  @Test(
    arguments: [
      (-1, "1969-12-31T23:59:59.999999Z"), (-62_167_219_200_000_000, "0000-01-01T00:00:00.000000Z"),
      (.min, "0000-01-01T00:00:00.000000Z"), (.max, "9999-12-31T23:59:59.999999Z"),
    ] as [(Int64, String)]) func momentsOfOtherYearsAreWrittenAndBounded(_ micros: Int64, _ text: String)
  {
    #expect(RFC3339.text(micros: micros) == text)
  }
}
