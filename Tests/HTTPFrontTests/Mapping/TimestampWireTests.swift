// The engine and the wire write moments each by themselves, because neither may import the other: that they write the
// same, and read what the other has written.

import JobWire
import Testing

@testable import HTTPFront
@testable import JobCore

@Suite struct TimestampWireTests {
  private static let dayMicros: Int64 = 86_400_000_000

  /// The ends of days around every kind of leap year, and far apart moments in between.
  private static let moments: [Timestamp] = {
    var micros: [Int64] = [0, 1, 999_999, 1_000_000, 253_402_300_799_999_999]
    for day in stride(from: Int64(0), to: 2_932_896, by: 97) { micros.append(day * dayMicros + day * 7_919) }
    for year in [1972, 1999, 2000, 2100, 2400] {
      let days = Int64((year - 1_970) * 365 + (year - 1_969) / 4 - (year - 1_901) / 100 + (year - 1_601) / 400)
      for day in days..<days + 366 { micros += [day * dayMicros, (day + 1) * dayMicros - 1] }
    }
    return micros.map { Timestamp(micros: $0) }
  }()

  @Test func bothWriteTheSame() {
    for moment in Self.moments { #expect(WireTime(moment).description == moment.rfc3339) }
  }

  @Test func eachReadsWhatTheOtherWrote() {
    for moment in Self.moments {
      #expect(WireTime(parsing: moment.rfc3339).map { Timestamp($0) } == moment)
      #expect(Timestamp(rfc3339: WireTime(moment).description) == moment)
    }
  }
}
