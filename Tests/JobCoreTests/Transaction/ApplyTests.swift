// The end of an attempt: fenced, and with all that it leaves behind.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ApplyTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private static let keyed = NewJob.noop {
    $0.unique = UniqueRule(key: "u")
    $0.limit = LimitRule(key: "k", max: 1)
    $0.retry = .attempts(3, pauseMicros: 500)
  }

  @Test func staleFenceChangesNothing() throws {
    let job = try bench.start()
    try bench.commit()
    let before = try bench.row(job.id)
    let fence = job.fence
    for stale in [
      Fence(job: fence.job, start: fence.start + 1, boot: fence.boot),
      Fence(job: fence.job, start: fence.start, boot: fence.boot + 1),
      Fence(job: JobID(99), start: fence.start, boot: fence.boot),
    ] {
      var end = bench.transition(job, .exited(code: 0))
      end.fence = stale
      #expect(try !Apply.end(end, tx))
      #expect(try Apply.live(stale, tx) == nil)
    }
    #expect(try Apply.live(fence, tx) == before)
    #expect(tx.changes.isEmpty && tx.after.commit.isEmpty)
  }

  @Test func attemptEndsOnce() throws {
    let job = try bench.start()
    #expect(try Apply.end(bench.transition(job, .exited(code: 1)), tx))
    #expect(try !Apply.end(bench.transition(job, .exited(code: 0)), tx))
    try bench.commit()
    #expect(try bench.row(job.id).state == .failed)
    #expect(bench.rows.tables.attempts[job.id]?.values.map(\.outcome) == [.failed])
  }

  @Test func endLeavesNothingOfTheAttemptInTheRow() throws {
    let job = try bench.start(Self.keyed)
    try Reports.process(ProcessRecord(pid: 12, startTicks: 34), of: job.fence, tx)
    bench.clock.advance(byMicros: 50)
    try bench.commit()
    var end = bench.transition(job, .returned(result: [1]))
    end.progress = try Progress(fraction: 0.5, at: .noon)
    #expect(try Apply.end(end, tx))
    let row = try bench.row(job.id)
    #expect(row.state == .succeeded && row.reason == nil && row.attempt == 1 && row.starts == 1)
    #expect(row.finishedAt == .noon + 50 && row.expiresAt == .noon + 50 + StoreBench.keepForMicros)
    #expect(row.runAt == nil && row.pausedAt == nil && row.boot == nil && row.pid == nil && row.pidTicks == nil)
    #expect(row.limit == nil && row.flags.isSuperset(of: [.hasResult, .hasProgress]))
    #expect(tx.after.commit.earliestExpiry == row.expiresAt)
    try bench.commit()
    #expect(bench.rows.tables.attempts[job.id]?[1]?.result == [1] && bench.rows.tables.uniques.isEmpty)
    #expect(bench.rows.tables.progress[job.id]?.report.fraction == 0.5)
  }

  @Test func attemptThatIsTriedAgainKeepsItsKeysAndItsNumber() throws {
    let job = try bench.start(Self.keyed)
    bench.clock.advance(byMicros: 50)
    try bench.commit()
    #expect(try Apply.end(bench.transition(job, .exited(code: 1)), tx))
    let row = try bench.row(job.id)
    #expect(row.state == .retrying && row.reason == .exit && row.attempt == 1)
    #expect(row.runAt == .noon + 550 && row.pausedAt == .noon + 50)
    #expect(row.finishedAt == nil && row.expiresAt == nil && row.limit != nil && row.boot == nil)
    #expect(tx.ledger.times.nextDue == .noon + 550 && tx.after.commit.earliestExpiry == nil)
    try bench.commit()
    #expect(bench.rows.tables.uniques.count == 1)
  }

  @Test func attemptThatIsGivenBackDoesNotCount() throws {
    let job = try bench.start()
    #expect(try Apply.end(bench.transition(job, .snoozed(micros: 70)), tx))
    let row = try bench.row(job.id)
    #expect(row.state == .scheduled && row.attempt == 0 && row.starts == 1 && row.runAt == .noon + 70)
    #expect(tx.after.commit.events.last?.attempt == 1)
  }

  /// Given back, and cancelled meanwhile: it was one after all.
  @Test func attemptThatEndsItsJobCountsWhateverItWanted() throws {
    let job = try bench.start()
    try tx.setFlags(.cancelRequested, of: job.id)
    #expect(try Apply.end(bench.transition(job, .snoozed(micros: 70)), tx))
    let row = try bench.row(job.id)
    #expect(row.state == .cancelled && row.reason == .cancel && row.attempt == 1)
    #expect(row.runAt == nil && row.finishedAt == .noon)
  }

  private static let cancels: [(flags: JobFlags, state: JobState, reason: Reason)] = [
    ([.cancelRequested], .cancelled, .cancel), ([.cancelRequested, .batchTimedOut], .cancelled, .timeout),
    ([.cancelRequested, .cancelAbsorbed], .retrying, .exit),
  ]

  @Test(arguments: cancels)
  func cancelThatCameMeanwhileDecides(_ row: (flags: JobFlags, state: JobState, reason: Reason)) throws {
    let job = try bench.start(.noop { $0.retry = .attempts(2) })
    try tx.setFlags(row.flags, of: job.id)
    #expect(try Apply.end(bench.transition(job, .exited(code: 1)), tx))
    #expect(try bench.row(job.id).state == row.state)
    #expect(try bench.row(job.id).reason == row.reason)
  }

  /// The clock was set back after the attempt.
  @Test func whatIsReckonedFromAnEndThatIsStillToComeIsReckonedFromNow() throws {
    let job = try bench.start(.noop { $0.retry = .attempts(2, pauseMicros: 500) })
    var end = bench.transition(job, .exited(code: 1))
    (end.finishedAt, end.runAt) = (.noon + 9_000, .noon + 9_500)
    #expect(try Apply.end(end, tx))
    #expect(try bench.row(job.id).runAt == .noon + 500)
    #expect(try bench.row(job.id).pausedAt == .noon)
    let other = try bench.start()
    end = bench.transition(other, .exited(code: 0))
    end.finishedAt = .noon + 9_000
    #expect(try Apply.end(end, tx))
    #expect(try bench.row(other.id).finishedAt == .noon + 9_000)
    #expect(try bench.row(other.id).expiresAt == .noon + StoreBench.keepForMicros)
  }

  @Test func lastAttemptSaysWhetherItRanIntoItsLimit() throws {
    let job = try bench.start(.noop { $0.retry = .quick(2) })
    var end = bench.transition(job, .exited(code: 1))
    end.isTimedOut = true
    #expect(try Apply.end(end, tx))
    #expect(try bench.row(job.id).flags.contains(.timedOut))
    try Move.waiting(try bench.row(job.id), to: .queued, reason: nil, tx)
    let again = try bench.claimOne()
    #expect(try Apply.end(bench.transition(again, .exited(code: 0)), tx))
    #expect(try !bench.row(job.id).flags.contains(.timedOut))
  }

  @Test(arguments: [true, false]) func checkpointGoesWithSuccessAlone(isSuccess: Bool) throws {
    let job = try bench.start()
    #expect(try Checkpoints.set([1], of: job.fence, tx))
    #expect(try Apply.end(bench.transition(job, .exited(code: isSuccess ? 0 : 1)), tx))
    #expect(try Checkpoints.of(job.id, tx) == (isSuccess ? nil : [1]))
  }

  @Test func followUpMayTakeOverTheKeyOfItsParent() throws {
    let job = try bench.start(Self.keyed)
    var end = bench.transition(job, .exited(code: 0))
    end.followUps = [FollowUp(Self.keyed)]
    #expect(try Apply.end(end, tx))
    let child = JobID(job.id.value + 1)
    #expect(tx.after.commit.refusedFollowUps.isEmpty)
    #expect(try tx.unique("u")?.job == child)
    try bench.commit()
    #expect(try bench.row(child).state == .queued)
  }

  @Test func nothingFollowsFromAnAttemptThatDoesNotEndItsJob() throws {
    let job = try bench.start(Self.keyed)
    var end = bench.transition(job, .exited(code: 1))
    end.followUps = [FollowUp(.noop())]
    #expect(try Apply.end(end, tx))
    #expect(tx.ledger.numbers.jobs.last == job.id.value && tx.agenda.isEmpty)
    #expect(try tx.unique("u")?.job == job.id)
  }

  @Test func jobWaitsInTheLaneThatItsAttemptNames() throws {
    let job = try bench.start()
    let failure = JobFailure(code: "busy", message: "not now")
    #expect(try Apply.end(bench.transition(job, .heldBack(lane: "host/a", failure)), tx))
    #expect(try bench.row(job.id).lane == "host/a")
    #expect(tx.ledger.claims.lanes["host/a"] == [1])
  }

  @Test func leaseGoesWithItsAttempt() throws {
    let id = try bench.insert(NewJob(.external))
    try Externals.start(tx)
    try bench.commit()
    #expect(bench.rows.tables.leases[id] != nil)
    let job = ClaimedJob(try bench.row(id), NewJob(.external), tx)
    #expect(try Apply.end(bench.transition(job, .returned(result: nil)), tx))
    #expect(tx.after.commit.leaseNews == [id] && tx.after.commit.leaseEnds == [job.fence])
    #expect(tx.ledger.times.isNextDueStale)
    try bench.commit()
    #expect(bench.rows.tables.leases.isEmpty)
  }
}
