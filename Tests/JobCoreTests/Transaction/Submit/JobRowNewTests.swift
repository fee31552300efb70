// The row of a new job: it says of the job what nobody is to look up, and has not started.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobRowNewTests {
  private func row(
    _ change: (inout NewJob) -> Void = { _ in }, isBlocked: Bool = false, limit: Int64? = nil
  ) -> JobRow {
    let new = NewJob.noop(change)
    let job = Job(new, id: JobID(5), isBlocked: isBlocked, now: .noon)
    return JobRow(job, of: new, queue: 2, limit: limit, readyAt: 77)
  }

  @Test func newJobHasNotStarted() {
    let row = row { ($0.priority, $0.slotsNeeded, $0.deadline, $0.batch) = (4, 3, .noon + 9, BatchID(6)) }
    #expect(row.id == JobID(5) && row.state == .queued && row.kind == .handler && row.queue == 2)
    #expect(row.attempt == 0 && row.starts == 0 && row.startedAt == nil && row.pending == 0)
    #expect(row.priority == 4 && row.weight == 3 && row.deadline == .noon + 9 && row.batch == 6)
    #expect(row.createdAt == .noon && row.lane == "/noop" && row.maxAttempts == RetryRule().maxAttempts)
  }

  @Test func whatIsInLineHasItsPlaceThere() {
    #expect(row().readyAt == 77)
    #expect(row { $0.holds = true }.readyAt == 0)
    #expect(row(isBlocked: true).readyAt == 0)
    let later = row { $0.start = .after(micros: 9) }
    #expect(later.readyAt == 0 && later.runAt == .noon + 9)
  }

  /// A claim sees it when its key has room.
  @Test func queuedJobOfALimitKeyIsOutOfSight() {
    #expect(row(limit: 3).isParked && row(limit: 3).limit == 3)
    #expect(!row().isParked)
    #expect(!row({ $0.holds = true }, limit: 3).isParked)
  }

  @Test func jobThatStartsWithItsFirstRowIsRunning() {
    var row = row(limit: 3)
    row.start(at: .noon + 1, boot: 8)
    #expect(row.state == .running && row.attempt == 1 && row.starts == 1)
    #expect(row.startedAt == .noon + 1 && row.boot == 8 && !row.isParked)
  }

  @Test func flagsSayInWhichOtherTablesThereAreRows() throws {
    #expect(JobFlags(.noop()) == [])
    #expect(JobFlags(.noop { $0.isShielded = true }) == .shielded)
    #expect(JobFlags(.noop { $0.then = [FollowUp(.noop())] }) == .hasChildren)
    #expect(JobFlags(.noop { $0.callbacks = [Callback(.url("http://localhost/"))] }) == .hasCallbacks)
    #expect(JobFlags(.noop { $0.unique = UniqueRule(key: "k") }) == .hasUniqueKey)
    #expect(JobFlags(.noop { $0.limit = LimitRule(key: "k", max: 1) }) == .hasLimit)
  }

  @Test func whatOtherTablesKeepIsNoPartOfWhatIsReadBack() {
    let plain = NewJob.noop {
      ($0.name, $0.tags, $0.queue, $0.priority, $0.slotsNeeded) = ("n", ["a": "b"], "q", 3, 2)
      ($0.timeoutMicros, $0.deadline, $0.retry, $0.isShielded) = (5, .noon, .attempts(4), true)
      ($0.limits, $0.keepForMicros, $0.executor) = (RealmLimits(queues: ["q"]), 6, "p")
    }
    var full = plain
    (full.start, full.holds, full.batch) = (.after(micros: 1), true, BatchID(1))
    (full.after, full.then) = ([Dependency(.job(JobID(1)))], [FollowUp(.noop())])
    (full.unique, full.limit) = (UniqueRule(key: "u"), LimitRule(key: "l", max: 1))
    full.callbacks = [Callback(.url("http://localhost/"))]
    #expect(full != plain && full.asRead == plain && plain.asRead == plain)
  }
}
