// Words for lengths of time.

import JobWire
import Testing

@testable import jobctl

@Suite struct MomentTests {
  @Test(
    arguments: [
      (0, "0ms"), (999_999, "999ms"), (1_000_000, "1s"), (59_999_999, "59s"), (3_599_000_000, "59m"),
      (172_799_000_000, "47h"), (172_800_000_000, "2d"),
    ] as [(Int64, String)]) func shortHasOneUnit(micros: Int64, text: String)
  {
    #expect(Moment.short(micros) == text)
  }

  @Test(
    arguments: [
      (5, "5us"), (1_999, "1ms"), (1_256_789, "1.25s"), (312_900_000, "5m12s"), (11_100_900_000, "3h5m"),
    ] as [(Int64, String)]) func longIsRounded(micros: Int64, text: String)
  {
    #expect(Moment.long(WireDuration(micros: micros)) == text)
  }

  @Test(
    arguments: [
      (0, "0ms"), (1, "1ms"), (999_000, "999ms"), (999_001, "1s"), (1_000_000, "1s"), (59_000_001, "1m"),
      (3_540_000_001, "1h"), (7_199_900_000, "2h"), (7_200_000_000, "2h"), (172_799_000_000, "2d"),
      (172_800_000_001, "3d"), (.max, "106751992d"),
    ] as [(Int64, String)]) func whatIsToComeIsNotSooner(micros: Int64, text: String)
  {
    #expect(Moment.ahead(micros) == text)
  }

  @Test func aTimeThatIsNotRelativeHasItsZone() {
    let local = Moment.local(JobSamples.now)
    let zoned = Moment.zoned(JobSamples.now)
    #expect(zoned.hasPrefix(local + " ") && zoned.count > local.count + 1)
    #expect(Moment(now: JobSamples.now).full(JobSamples.ago(90)).hasSuffix(" (1m ago)"))
    #expect(Moment(now: JobSamples.now).full(JobSamples.now).hasPrefix(zoned))
  }

  @Test func distanceKnowsPastAndFuture() {
    let moment = Moment(now: JobSamples.now)
    #expect(moment.distance(to: JobSamples.ago(90)) == "1m")
    #expect(moment.distance(to: JobSamples.ago(-90)) == "in 2m")
  }

  @Test func ageIsNeverInTheFuture() {
    let moment = Moment(now: JobSamples.now)
    #expect(moment.age(of: JobSamples.ago(90)) == "1m")
    #expect(moment.age(of: JobSamples.ago(-90)) == "0ms")
  }
}
