// The start of a job that a claim has found: what the index showed is judged once more before it runs.

import TestSupport
import Testing

@testable import JobCore

@Suite struct StartTests {
  private enum Step {
    case claimed, passed, gone
  }

  private static let slots = 4

  /// As an index shows it.
  private func candidate(_ id: JobID, _ bench: RuleBench) throws -> ReadyJob {
    let row = try bench.row(id)
    let queue = try #require(bench.tx.ledger.queues[row.queue])
    return ReadyJob(row, ReadyLook(queue: queue, lane: .plain, max: 1))
  }

  private func start(
    _ candidate: ReadyJob, _ bench: RuleBench, before: (Transaction) throws -> Void = { _ in },
    then look: (Transaction) -> Void = { _ in }
  ) throws -> Step {
    try bench.run { tx in
      try before(tx)
      var admission = Admission(ClaimRoom(slots: Self.slots), slotsTotal: Self.slots)
      let step = try Start.job(candidate, &admission, tx)
      look(tx)
      return switch step {
      case .claimed: .claimed
      case .passed: .passed
      case .gone: .gone
      }
    }
  }

  private func start(_ id: JobID, _ bench: RuleBench) throws -> Step {
    try start(candidate(id, bench), bench)
  }

  @Test func whatStartsRunsFromNowOn() throws {
    let bench = RuleBench()
    let id = try bench.insert()
    bench.clock.advance(byMicros: 7)
    #expect(try start(id, bench) == .claimed)
    let row = try bench.row(id)
    #expect(row.state == .running && row.attempt == 1 && row.starts == 1 && row.boot == 1)
    #expect(row.startedAt == .noon + 7)
    #expect(bench.told.events.map(\.state) == [.running] && bench.told.events.map(\.attempt) == [1])
    #expect(try bench.queue().slotsNeeded == 1)
  }

  @Test func nothingStartsBeforeItWasMade() throws {
    let bench = RuleBench()
    let id = try bench.insert()
    bench.clock.step(byMicros: -5_000_000)
    #expect(try start(id, bench) == .claimed)
    #expect(try bench.row(id).startedAt == .noon)
  }

  @Test func itTakesNoMoreOfTheDaemonThanThereIs() throws {
    let bench = RuleBench(slots: Self.slots)
    let heavy = try candidate(bench.insert(.noop { $0.slotsNeeded = 9 }), bench)
    try bench.run { tx in
      var admission = Admission(ClaimRoom(slots: Self.slots), slotsTotal: Self.slots)
      guard case .claimed(let started) = try Start.job(heavy, &admission, tx) else {
        throw Unexpected(what: "it was not started")
      }
      #expect(started.id.value == heavy.id && started.weight == 9 && started.slots == Self.slots)
      #expect(admission.slots == 0 && admission.isClosed)
    }
  }

  // MARK: What stands against it

  @Test func memberOfABatchThatIsBeingCancelledEnds() throws {
    let bench = RuleBench()
    try bench.run { tx in _ = try BatchVerbs.create(NewBatch(jobs: [.noop()]), idempotency: nil, tx) }
    let member = try candidate(JobID(1), bench)
    try bench.run { tx in BatchCancel.mark(1, reason: "enough", tx) }
    #expect(try bench.state(JobID(1)) == .queued)
    #expect(try start(member, bench) == .gone)
    #expect(try bench.state(JobID(1)) == .cancelled)
  }

  @Test func jobOfAnExhaustedLimitKeyIsToBePutOutOfSight() throws {
    let bench = RuleBench()
    let ids = try bench.insert((0..<2).map { _ in .noop { $0.limit = LimitRule(key: "k", max: 1) } })
    #expect(try start(ids[0], bench) == .claimed)
    try bench.run { tx in try LimitKeys.admit(tx) }
    let second = try candidate(ids[1], bench)
    #expect(bench.tx.ledger.limits.changed.isEmpty)
    #expect(try start(second, bench) == .gone)
    #expect(try bench.state(ids[1]) == .queued)
    #expect(!bench.tx.ledger.limits.changed.isEmpty)
  }

  @Test func jobWithoutATokenIsPassed() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.rate = StartRate(count: 1, perMicros: 1_000_000, burst: 1) }
    let ids = try bench.insert([.noop(), .noop()])
    var isTaken = false
    let note: (Transaction) -> Void = { tx in isTaken = tx.ledger.queues.changedTokens == [1] }
    #expect(try start(candidate(ids[0], bench), bench, then: note) == .claimed && isTaken)
    #expect(try start(candidate(ids[1], bench), bench, then: note) == .passed && !isTaken)
    bench.clock.advance(byMicros: 1_000_000)
    #expect(try start(ids[1], bench) == .claimed)
  }

  /// What is not started is looked at all the same: else nothing would drip until the clock has come to where it was.
  @Test func bucketGoesByAClockThatWasSetBack() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.rate = StartRate(count: 1, perMicros: 1_000_000, burst: 1) }
    let ids = try bench.insert([.noop(), .noop()])
    #expect(try start(ids[0], bench) == .claimed)
    bench.clock.step(byMicros: -60_000_000)
    #expect(try start(ids[1], bench) == .passed)
    bench.clock.advance(byMicros: 1_000_000)
    #expect(try start(ids[1], bench) == .claimed)
  }

  @Test func whatHasNoTimeEndsInsteadOfStarting() throws {
    let bench = RuleBench()
    let timeless = try bench.insert(.noop { $0.timeoutMicros = 0 })
    let late = try bench.insert(.noop { $0.deadline = .noon + 5 })
    let both = try bench.insert(.noop { ($0.timeoutMicros, $0.deadline) = (-1, .noon + 5) })
    bench.clock.advance(byMicros: 4)
    #expect(try start(timeless, bench) == .gone)
    bench.clock.advance(byMicros: 1)
    #expect(try start(late, bench) == .gone && start(both, bench) == .gone)
    for (id, reason) in [(timeless, Reason.timeout), (late, .expired), (both, .expired)] {
      let row = try bench.row(id)
      #expect(row.state == .failed && row.reason == reason && row.starts == 0, "\(id)")
    }
  }

  /// It would break a rule, each time again.
  @Test func endThatIsSetAsideIsNotTriedAgain() throws {
    let bench = RuleBench()
    let id = try bench.insert(.noop { $0.timeoutMicros = 0 })
    let step = try start(
      candidate(id, bench), bench,
      before: { tx in
        _ = tx.course.setAside.takes(.job(id))
        _ = tx.course.setAside.addCurrent()
      })
    #expect(try step == .passed && bench.state(id) == .queued)
  }

  @Test func whatIsNotAsItWasFoundIsPassed() throws {
    let bench = RuleBench()
    let id = try bench.insert()
    let found = try candidate(id, bench)
    let job = try #require(try bench.claim().first)
    #expect(try start(found, bench) == .passed)
    try bench.end(job, .released(delayMicros: 0))
    // It is queued again, and has started once since.
    #expect(try start(found, bench) == .passed)
    #expect(try bench.state(id) == .queued)
    #expect(try start(id, bench) == .claimed)
    // Nor does one end as unstarted that has started.
    try bench.run { tx in try tx.setFlags(.hasNoTime, of: id) }
    #expect(try start(id, bench) == .passed)
    #expect(try bench.state(id) == .running)
  }

  @Test func startOfAJobWithADeadlineMovesTheNextMoment() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.noop(), .noop { $0.deadline = .noon + 5 }])
    var isStale = false
    let note: (Transaction) -> Void = { isStale = $0.ledger.times.isNextDueStale }
    #expect(try start(candidate(ids[0], bench), bench, then: note) == .claimed && !isStale)
    #expect(bench.tx.ledger.times.nextDue == .noon + 5)
    #expect(try start(candidate(ids[1], bench), bench, then: note) == .claimed && isStale)
    #expect(bench.tx.ledger.times.nextDue == nil)
  }
}
