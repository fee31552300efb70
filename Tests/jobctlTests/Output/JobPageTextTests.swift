// The page of one job tells what a person asks about it.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobPageTextTests {
  private func text(_ job: JobView) -> String {
    let terminal = Terminal(width: 80, hasColor: false)
    return JobPageText.lines(job, on: terminal, at: Moment(now: JobSamples.now)).joined(separator: "\n")
  }

  @Test func failedJobShowsCauseCommandAndAttempts() {
    var job = JobSamples.job(7, .failed, reason: "signal")
    job.signal = 9
    job.error = JobErrorView(code: "signal", message: "ended by signal 9")
    job.spec = .object([
      JSONMember(name: "argv", value: .array([.string("sh"), .string("-c"), .string("it's")]))
    ])
    job.attempts = [
      AttemptView(
        attempt: 1, startedAt: JobSamples.ago(60), finishedAt: JobSamples.ago(58), outcome: "exit", exitCode: 3),
      AttemptView(
        attempt: 2, startedAt: JobSamples.ago(30), finishedAt: JobSamples.ago(29), outcome: "signal", signal: 9),
    ]
    let page = text(job)
    #expect(page.contains("failed (SIGKILL)"))
    #expect(page.contains("ended by signal 9"))
    #expect(page.contains(#"sh -c 'it'\''s'"#))
    #expect(page.contains("exit (exit 3)"))
  }

  @Test func runningJobShowsABarAndHowLongItStillTakes() {
    var job = JobSamples.job(7, .running)
    job.startedAt = JobSamples.ago(84)
    job.progress = ProgressView(fraction: 0.42, note: "encoding", at: JobSamples.now)
    #expect(text(job).contains("\n  progress   ████████░░░░░░░░░░░░ 42%, about 1m left, encoding\n"), "\(text(job))")
  }

  @Test func oldReportSaysHowOldItIs() {
    var job = JobSamples.job(7, .running)
    job.startedAt = JobSamples.ago(174)
    job.progress = ProgressView(fraction: 0.42, at: JobSamples.ago(90))
    #expect(text(job).contains(" 42%, about 26s left (1m ago)\n"), "\(text(job))")
    job.progress = ProgressView(fraction: 0.42, at: JobSamples.ago(59))
    #expect(!text(job).contains("left ("), "\(text(job))")
    // Of what has ended the report is the last one, however old it is, and a bar would promise more.
    job.state = .failed
    job.progress = ProgressView(fraction: 0.42, at: JobSamples.ago(90))
    #expect(text(job).contains("\n  progress   42%\n"), "\(text(job))")
  }

  @Test func nothingIsSaidOfWhatIsNotThere() {
    let page = text(JobSamples.job(7, .queued))
    for word in ["pid", "exit", "signal", "took", "tags", "children", "attempts\n"] {
      #expect(!page.contains("  \(word) "), "\(word)")
    }
  }

  @Test func waitingJobSaysWhyAndHasItsFamilyBelow() {
    var job = JobSamples.job(7, .queued)
    job.children = [8]
    let blockers = [BlockerView(kind: "limit", detail: "limit \"db\": 1 of 1 running")]
    let why = WhyView(state: .queued, blockers: blockers, position: 2)
    let lines = JobPageText.lines(job, why: why, on: TextSamples.terminal, at: TextSamples.moment)
    #expect(
      lines.contains("  waits      limit \"db\": 1 of 1 running") && lines.contains("             number 2 in line"))
    #expect(lines.suffix(2) == ["  7  queued", "  └─ 8  gone"], "\(lines)")
  }
}
