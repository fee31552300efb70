// Bars and guesses: shown where there is ground for them, and not where there is none.

import JobWire
import Testing

@testable import jobctl

@Suite struct ProgressTextTests {
  private let start = WireTime(micros: 1_000_000_000)

  private func job(_ fraction: Double?, done: Int64? = nil, total: Int64? = nil, note: String? = nil, after: Int64 = 60)
    -> JobView
  {
    var job = JobSamples.job(1, .running)
    job.startedAt = start
    let at = WireTime(micros: start.micros + after * 1_000_000)
    job.progress = ProgressView(fraction: fraction, done: done, total: total, note: note, at: at)
    return job
  }

  private func moment(_ seconds: Int64) -> Moment { Moment(now: WireTime(micros: start.micros + seconds * 1_000_000)) }

  @Test func theGuessGoesOnFromTheLastReport() {
    #expect(ProgressText.left(job(0.25), at: moment(60)) == 180_000_000)
    #expect(ProgressText.left(job(0.25), at: moment(100)) == 140_000_000)
  }

  @Test(arguments: [0.0, 1.0, nil]) func withoutGroundThereIsNoGuess(_ fraction: Double?) {
    #expect(ProgressText.left(job(fraction), at: moment(60)) == nil)
  }

  /// "About 77ms left", after three of them, is noise.
  @Test func whatHasJustBegunAndWhatIsNearlyOverIsNotGuessed() {
    #expect(ProgressText.left(fraction: 0.33, passed: 40_000, age: 0) == nil)
    #expect(ProgressText.left(fraction: 0.33, passed: 1_999_999, age: 0) == nil)
    #expect(ProgressText.left(fraction: 0.25, passed: 2_000_000, age: 0) == 6_000_000)
    #expect(ProgressText.left(fraction: 0.99, passed: 60_000_000, age: 0) == nil)
    #expect(ProgressText.left(fraction: 0.5, passed: 60_000_000, age: 59_500_000) == nil)
  }

  /// Whatever a server says that is none of ours.
  @Test(arguments: [1e300, -1e300, .infinity, -.infinity, .nan, .leastNonzeroMagnitude])
  func fractionThatIsNoneDoesNoHarm(_ fraction: Double) {
    let line = ProgressText.line(job(fraction), barWidth: 8, at: moment(60)) ?? ""
    #expect(line.contains("%"))
  }

  @Test func aGuessThatIsOverdueIsNone() {
    #expect(ProgressText.left(job(0.25), at: moment(241)) == nil)
    #expect(ProgressText.left(job(0.25, after: 0), at: moment(0)) == nil)
    #expect(ProgressText.left(job(0.25, after: -5), at: moment(10)) == nil)
    #expect(ProgressText.left(job(1e-300), at: moment(60)) == nil)
    var ended = job(0.25)
    ended.state = .failed
    #expect(ProgressText.left(ended, at: moment(60)) == nil)
  }

  @Test func barsAreAsLongAsTheyAreToBe() {
    #expect(ProgressText.bar(0, width: 4) == "░░░░")
    #expect(ProgressText.bar(0.5, width: 4) == "██░░")
    #expect(ProgressText.bar(0.99, width: 4) == "███░")
    #expect(ProgressText.bar(1, width: 4) == "████")
    #expect(ProgressText.bar(.nan, width: 4).count == 4 && ProgressText.bar(7, width: 4) == "████")
    #expect(ProgressText.percent(0.999) == "99%")
  }

  @Test func aLineSaysWhatIsKnown() {
    let full = job(0.25, done: 5, total: 20, note: "encoding")
    #expect(
      ProgressText.line(full, barWidth: 8, at: moment(60)) == "██░░░░░░ 25%, 5 of 20, about 3m left, encoding")
    #expect(ProgressText.line(full, barWidth: 0, at: moment(600)) == "25%, 5 of 20, encoding")
    #expect(ProgressText.line(job(nil, note: "starting"), barWidth: 8, at: moment(60)) == "starting")
    #expect(ProgressText.line(job(nil, done: 7), barWidth: 8, at: moment(60)) == "7 done")
    #expect(ProgressText.line(JobSamples.job(1, .running), barWidth: 8, at: moment(60)) == nil)
  }

  @Test func narrowTerminalsAndFilesHaveNoBar() {
    #expect(ProgressText.barWidth(on: Terminal(width: nil, hasColor: false), share: 4) == 0)
    #expect(ProgressText.barWidth(on: Terminal(width: 20, hasColor: true), share: 4) == 0)
    #expect(ProgressText.barWidth(on: Terminal(width: 80, hasColor: false), share: 4) == 20)
    #expect(ProgressText.barWidth(on: Terminal(width: 500, hasColor: false), share: 4) == 24)
  }
}
