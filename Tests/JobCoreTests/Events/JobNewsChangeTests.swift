// What of a change has to be read before it is shown, and what becomes of it then.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobNewsChangeTests {
  private func change(
    what: JobChange.What = .moved, from: JobState? = nil, exit: AttemptExit? = nil, detail: JobChange.Detail? = nil,
    _ edit: (inout JobRow) -> Void
  ) -> JobChange {
    JobChange(
      what: what, facts: JobFacts(.sample(1, edit), queue: "q", exit: exit),
      before: from.map { JobChange.Before(state: $0, reason: nil, queue: nil) }, at: .noon, detail: detail)
  }

  private func start(_ number: Int) -> JobStart { JobStart(job: JobID(1), start: number) }

  @Test func onlyWhatIsNotKnownIsRead() {
    let failed = { (row: inout JobRow) in (row.state, row.starts) = (.failed, 2) }
    #expect(change { $0.state = .queued }.startsToRead.isEmpty, "it was never started")
    #expect(change(failed).startsToRead == [start(2)])
    #expect(change(exit: AttemptExit(code: 3), failed).startsToRead.isEmpty)
    #expect(change(what: .deleted, failed).startsToRead.isEmpty, "nothing is left to be read")
  }

  @Test func progressIsReadUnlessItCameWithTheChange() throws {
    let running = { (row: inout JobRow) in (row.state, row.starts, row.flags) = (.running, 1, .hasProgress) }
    #expect(change(running).startsToRead == [start(1)])
    let progress = try Progress(fraction: 0.5, at: .noon)
    #expect(change(what: .progressed, detail: .progress(progress), running).startsToRead.isEmpty)
  }

  /// Filters looked at the exit code until the next attempt began.
  @Test func endThatWasShownUntilTheNextStartIsReadForWhoSawIt() {
    let again = change(from: .retrying) { ($0.state, $0.starts) = (.running, 2) }
    #expect(again.startsToRead == [start(1)])
    let news = JobNews(again, nil, [start(1): EventAttempt(exit: AttemptExit(code: 3))])
    #expect(news.before?.exitCode == 3 && news.job.exitCode == nil)
    let first = change(from: .queued) { ($0.state, $0.starts) = (.running, 1) }
    #expect(first.startsToRead.isEmpty)
    let ended = change(from: .running, exit: AttemptExit(code: 4)) { ($0.state, $0.starts) = (.failed, 1) }
    let end = JobNews(ended, nil, [:])
    #expect(end.before?.state == .running && end.before?.exitCode == nil && end.job.exitCode == 4)
  }

  @Test func labelsOfTheChangeGoBeforeThoseThatWereReadLater() {
    let labels = JobChange.Detail.labels(
      old: JobLabels(name: nil, tags: ["k": "old"]), new: JobLabels(name: "new", tags: ["k": "new"]))
    let renamed = change(what: .edited, from: .queued, detail: labels) { $0.state = .queued }
    let read = EventLabels(name: "later", tags: [:], command: "make", schedule: "s", queue: "p")
    let news = JobNews(renamed, read, [:])
    #expect(news.what == .edited && news.job.name == "new" && news.job.tags == ["k": "new"])
    #expect(news.job.command == "make" && news.job.schedule == "s")
    #expect(news.before?.name == "job-1" && news.before?.tags == ["k": "old"])
    // They are of the queue it was in at the change.
    #expect(news.known.queue == "q" && news.known.labels)
  }

  @Test func jobThatIsGoneHasNoLabels() {
    let news = JobNews(change(what: .deleted) { ($0.state, $0.starts) = (.failed, 1) }, nil, [:])
    #expect(news.what == .deleted && !news.known.labels && !news.known.exit && news.job.name == "job-1")
  }
}
