// What is said of an attempt while it runs is kept as long as it is the live one.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ReportsTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private func report(_ fraction: Double) throws -> Progress { try Progress(fraction: fraction, at: .noon) }

  private func kept(_ id: JobID) -> Double? { bench.rows.tables.progress[id]?.report.fraction }

  @Test func lastReportOfTheLiveAttemptIsKept() throws {
    let job = try bench.start()
    #expect(try !bench.row(job.id).flags.contains(.hasProgress))
    #expect(try Reports.progress(try report(0.25), of: job.fence, tx))
    #expect(try Reports.progress(try report(0.5), of: job.fence, tx))
    try bench.commit()
    #expect(try bench.row(job.id).flags.contains(.hasProgress))
    #expect(kept(job.id) == 0.5)
  }

  @Test func eachReportIsAChangeOfItsJob() throws {
    let job = try bench.start()
    var revs = [try bench.row(job.id).rev]
    for fraction in [0.25, 0.5] {
      _ = try Reports.progress(try report(fraction), of: job.fence, tx)
      try bench.commit()
      revs.append(try bench.row(job.id).rev)
    }
    #expect(revs == [revs[0], revs[0] + 1, revs[0] + 2])
  }

  @Test func attemptThatIsOverSaysNothingAnyMore() throws {
    let job = try bench.start()
    #expect(try Apply.end(bench.transition(job, .exited(code: 1)), tx))
    try bench.commit()
    let before = try bench.row(job.id)
    #expect(try !Reports.progress(try report(0.5), of: job.fence, tx))
    try Reports.process(ProcessRecord(pid: 1, startTicks: 2), of: job.fence, tx)
    #expect(try bench.row(job.id) == before)
    #expect(tx.changes.isEmpty && kept(job.id) == nil)
  }

  @Test func reportOfAJobIsOneOfTheAttemptThatRuns() throws {
    let waiting = try bench.insert(.noop { $0.holds = true })
    #expect(try Reports.progress(try report(0.5), ofRunning: JobID(99), tx).isNotFound)
    #expect(try Reports.progress(try report(0.5), ofRunning: waiting, tx).refusal == .held)
    let job = try bench.start()
    #expect(try Reports.progress(try report(0.75), ofRunning: job.id, tx).value == job.fence)
    try bench.commit()
    #expect(kept(job.id) == 0.75 && kept(waiting) == nil)
    #expect(try bench.row(job.id).flags.contains(.hasProgress))
  }

  @Test func processOfTheLiveAttemptIsKnown() throws {
    let job = try bench.start()
    try Reports.process(ProcessRecord(pid: 12, startTicks: 34), of: job.fence, tx)
    try bench.commit()
    let row = try bench.row(job.id)
    #expect(row.pid == 12 && row.pidTicks == 34 && row.state == .running)
  }

  @Test(arguments: JobState.allCases) func onlyAFailureIsSeen(_ state: JobState) throws {
    let id = try bench.insert()
    try tx.change(id) { $0.state = state }
    try Reports.seen(id, tx)
    #expect(try bench.row(id).flags.contains(.seen) == (state == .failed))
    try Reports.seen(JobID(99), tx)
  }

  /// Who reads a job would make it newer than what was just read otherwise.
  @Test func lookIsNoChangeOfTheJobAndIsKeptOnce() throws {
    let id = try bench.insert()
    try tx.change(id) { $0.state = .failed }
    try bench.commit()
    let rev = try bench.row(id).rev
    try Reports.seen(id, tx)
    #expect(!tx.changes.isEmpty)
    try bench.commit()
    #expect(try bench.row(id).rev == rev)
    try Reports.seen(id, tx)
    #expect(tx.changes.isEmpty)
  }
}
