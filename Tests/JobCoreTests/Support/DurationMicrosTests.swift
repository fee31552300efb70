// Durations as whole microseconds, also those that have more of them than there are numbers.

import Testing

@testable import JobCore

@Suite struct DurationMicrosTests {
  @Test func partsOfAMicrosecondAreLeftOut() {
    #expect(Duration.zero.wholeMicros == 0)
    #expect(Duration(secondsComponent: 2, attosecondsComponent: 3_999_999_999_999).wholeMicros == 2_000_003)
    #expect((Duration.zero - .milliseconds(1)).wholeMicros == -1_000)
  }

  @Test func whatIsTooLongIsTheLongest() {
    #expect(Duration.seconds(Int64.max).wholeMicros == .max)
    #expect(Duration.seconds(Int64.min).wholeMicros == .min)
    let longest = Duration(secondsComponent: .max / 1_000_000, attosecondsComponent: 999_999_000_000_000_000)
    #expect(longest.wholeMicros == .max)
    #expect((Duration.zero - longest).wholeMicros == .min)
  }
}
