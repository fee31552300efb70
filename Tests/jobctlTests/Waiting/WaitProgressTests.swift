// The line of a wait: its tally, and as much of the jobs that run as there is room for.

import JobWire
import Testing

@testable import jobctl

@Suite struct WaitProgressTests {
  private func progress(_ total: Int, width: Int = 80) -> WaitProgress {
    // What is not shown writes nothing.
    WaitProgress(.none, total: total, terminal: Terminal(width: width, hasColor: false))
  }

  private func job(_ id: Int64, _ fraction: Double?, note: String? = nil) -> JobView {
    var job = JobSamples.job(id, .running)
    job.startedAt = JobSamples.ago(84)
    job.progress = fraction.map { ProgressView(fraction: $0, note: note, at: JobSamples.now) }
    return job
  }

  private func moment(_ seconds: Int64) -> Moment {
    Moment(now: WireTime(micros: JobSamples.now.micros + seconds * 1_000_000))
  }

  @Test func ofOneJobTheLineSaysWhatTheJobSays() {
    let progress = progress(1)
    #expect(progress.line(at: moment(0)) == "0/1 ok=0 failed=0 cancelled=0")
    progress.note(running: [job(1, 0.42, note: "encoding")], at: moment(0))
    #expect(
      progress.line(at: moment(0))
        == "0/1 ok=0 failed=0 cancelled=0  ██████░░░░░░░░░░ 42%, about 1m left, encoding")
    progress.note([JobSamples.job(1, .succeeded)])
    #expect(progress.line(at: moment(1)) == "1/1 ok=1 failed=0 cancelled=0")
  }

  @Test func ofManyJobsTheLineSaysHowFarAllAre() {
    let progress = progress(10)
    progress.note([JobSamples.job(1, .succeeded), JobSamples.job(2, .succeeded), JobSamples.job(3, .failed)])
    progress.note(running: [job(4, 0.5), job(5, 0.5), job(6, nil)], at: moment(0))
    // Nothing was done since the wait began, so there is no speed to guess by.
    #expect(progress.line(at: moment(0)) == "3/10 ok=2 failed=1 cancelled=0  ██████░░░░░░░░░ 40%")
    progress.note(running: [job(4, 0.875), job(5, 0.75), job(6, nil)], at: moment(60))
    #expect(progress.line(at: moment(60)) == "3/10 ok=2 failed=1 cancelled=0  ██████░░░░░░░░░ 46%, about 8m left")
    progress.note([JobSamples.job(4, .succeeded)])
    #expect(progress.line(at: moment(60)).hasPrefix("4/10 ok=3 failed=1 cancelled=0  ███████░░░░░░░░ 47%"))
  }

  @Test func withoutAReportThereIsOnlyTheTally() {
    let progress = progress(2)
    progress.note(running: [job(1, nil), job(2, nil)], at: moment(0))
    #expect(progress.line(at: moment(0)) == "0/2 ok=0 failed=0 cancelled=0")
  }

  @Test func narrowTerminalsShowTheTallyAndNoLineIsTooLong() {
    let tally = "0/1 ok=0 failed=0 cancelled=0"
    for width in 1...120 {
      let progress = progress(1, width: width)
      let note = "日本語 with\ta tab, and long enough to be cut off somewhere"
      progress.note(running: [job(1, 0.42, note: note)], at: moment(0))
      let line = progress.line(at: moment(0))
      #expect(DisplayWidth.of(line) < width, "\(width): \(line)")
      #expect(line.contains("░") == (width >= 43), "\(width): \(line)")
      if width > tally.count { #expect(line.hasPrefix(tally), "\(width): \(line)") }
      #expect(!line.contains("\t"))
    }
  }
}
