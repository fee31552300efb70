// Events as lines: when, what it is about, what has happened.

import JobWire
import Testing

@testable import jobctl

@Suite struct EventTextTests {
  private static let text = EventText(
    terminal: Terminal(width: nil, hasColor: false), moment: Moment(now: JobSamples.now))

  /// Without the time, which is that of the local clock.
  private func line(_ event: EventView) -> String? {
    var event = event
    event.at = JobSamples.now
    return Self.text.line(event).map { line in
      #expect(line.hasPrefix(Moment.clock(JobSamples.now) + "  "))
      return String(line.dropFirst(10))
    }
  }

  @Test func changesOfJobsAreTheirFates() {
    var failed = JobSamples.job(7, .failed, reason: "exit")
    failed.exitCode = 3
    #expect(line(EventView(.jobFailed, job: failed)) == "job 7     failed (exit 3)  job-7")
    let queued = JobSamples.job(12_345, .queued, name: "nightly")
    #expect(line(EventView(.jobQueued, job: queued, isSnapshot: true)) == "job 12345  queued  nightly")
    #expect(line(EventView(.jobDeleted, job: failed)) == "job 7     deleted  job-7")
  }

  @Test func changesThatAreNoStatesAreNamed() {
    var running = JobSamples.job(7, .running)
    running.progress = ProgressView(fraction: 0.5, note: "half", at: JobSamples.now)
    #expect(line(EventView(.jobProgress, job: running)) == "job 7     50%, half  job-7")
    #expect(line(EventView(.jobEdited, job: running)) == "job 7     changed  job-7")
    running.cancelRequested = true
    #expect(line(EventView(.jobEdited, job: running)) == "job 7     cancel requested  job-7")
    let left = line(EventView(.jobQueued, job: JobSamples.job(7, .queued), hasLeft: true))
    #expect(left?.hasSuffix("job-7  (of no more concern to this filter)") == true)
  }

  @Test func namesCannotTakeOverTheTerminal() {
    let job = JobSamples.job(7, .queued, name: "esc\u{1B}[31mape\nnewline")
    let line = line(EventView(.jobQueued, job: job)) ?? ""
    #expect(!line.contains("\u{1B}") && !line.contains("\n"))
  }

  @Test func otherThingsHaveWordsToo() {
    let batch = BatchView(
      id: 3, name: "night", done: true, size: 1, counts: StateCounts([.succeeded: 1]), createdAt: JobSamples.now)
    #expect(line(EventView(.batchDone, batch: batch)) == "batch 3   done  night")
    let queue = QueueView(name: "ci", slots: 2, paused: true, jobs: StateCounts([:]))
    #expect(line(EventView(.queueChanged, queue: queue))?.contains("Queue ci has 2 slots, paused.") == true)
    let schedule = ScheduleView(
      name: "nightly", timezone: "UTC", job: .object([]), paused: true, createdAt: JobSamples.now,
      updatedAt: JobSamples.now)
    #expect(line(EventView(.scheduleChanged, schedule: schedule))?.contains("is paused") == true)
    let removed = EventView(.scheduleChanged, schedule: schedule, isDeleted: true)
    #expect(line(removed)?.contains("Schedule nightly was removed.") == true)
    var news = EventView(.heartbeat)
    news.event = "moon.full"
    #expect(line(news)?.hasSuffix("moon.full") == true)
  }

  @Test func whatIsAboutTheStreamIsNoLine() {
    for event in [WireEvent.gap, .snapshotEnd, .heartbeat] { #expect(line(EventView(event)) == nil) }
    for reason in ["restarted", "passed", "overrun", "unknown", nil] {
      #expect(EventText.gap(reason).hasPrefix("jobctl: events may be missing here: "))
    }
  }
}
