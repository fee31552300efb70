// The claims of this daemon: answered from what there is, else when something comes, and never twice.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ClaimTests {
  /// What a claim was answered, if it was.
  private typealias Given = Noted<[JobID]?>

  private func ask(_ slots: Int, order: Int = 1, _ given: Given, _ bench: RuleBench) throws -> () -> Void {
    try bench.run { tx in
      try Claim.ask(ClaimRoom(slots: slots), order: order, tx) { jobs in given.change { $0 = jobs.map(\.id) } }
    }
  }

  /// A claim that waits.
  private func park(_ slots: Int, order: Int = 1, _ bench: RuleBench) throws -> Given {
    let given = Given(nil)
    try ask(slots, order: order, given, bench)()
    guard bench.tx.ledger.claims.parked != nil, given.value == nil else { throw Unexpected(what: "it does not wait") }
    return given
  }

  /// Serves those who wait behind what else the transaction does.
  private func serve(_ bench: RuleBench, after body: (Transaction) throws -> Void = { _ in }) throws {
    let answers = try bench.run { tx in
      try body(tx)
      var answers: [() -> Void] = []
      try Claim.serve(&answers, tx)
      return answers
    }
    for answer in answers { answer() }
  }

  @Test func whatThereIsIsGivenAfterTheCommit() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.noop(), .noop(), .noop()])
    let given = Given(nil)
    let answer = try ask(2, given, bench)
    #expect(given.value == nil && bench.tx.ledger.claims.parked == nil)
    answer()
    #expect(given.value == Array(ids.prefix(2)))
  }

  @Test func whoFindsNothingIsServedByWhatComes() throws {
    let bench = RuleBench()
    let given = try park(5, bench)
    // A job with a key never starts at once.
    try serve(bench) { tx in _ = try Submit.one(.noop { $0.unique = UniqueRule(key: "k") }, tx) }
    #expect(given.value == [JobID(1)])
    #expect(bench.tx.ledger.claims.parked == nil)
  }

  @Test func whatStartedAtOnceIsGivenToWhoWaits() throws {
    let bench = RuleBench()
    let given = try park(5, bench)
    try serve(bench) { tx in _ = try Submit.jobs([.noop(), .noop { $0.priority = 1 }], idempotency: nil, tx) }
    #expect(given.value == [JobID(2), JobID(1)])
    #expect(bench.tx.ledger.claims.parked == nil && bench.tx.agenda.startsAtOnce == nil)
    #expect(try bench.state(JobID(1)) == .running)
  }

  @Test func whoWaitsLooksAgainOnlyWhenThereIsReasonTo() throws {
    let bench = RuleBench()
    let heavy = try bench.insert(.noop { $0.slotsNeeded = 3 })
    let given = try park(1, order: 4, bench)
    // It has room for that by now, and nobody has said so.
    try serve(bench) { tx in tx.ledger.claims.parked?.room.slots = 3 }
    #expect(given.value == nil)
    try serve(bench) { tx in tx.ledger.claims.news.hasNewWork = true }
    #expect(given.value == [heavy])
  }

  @Test func laterRevisionIsLookedAtAndAnEarlierOneIsNot() throws {
    let bench = RuleBench()
    let heavy = try bench.insert(.noop { $0.slotsNeeded = 3 })
    let given = try park(1, order: 4, bench)
    for order in [3, 4] {
      try serve(bench) { tx in Claim.revise(ClaimRoom(slots: 3), order: order, tx) }
      #expect(given.value == nil && bench.tx.ledger.claims.parked?.room.slots == 1, "\(order)")
    }
    try serve(bench) { tx in Claim.revise(ClaimRoom(slots: 2), order: 6, tx) }
    #expect(given.value == nil && bench.tx.ledger.claims.parked?.order == 6)
    // Looked at once.
    #expect(!bench.tx.ledger.claims.isRevised)
    try serve(bench) { tx in Claim.revise(ClaimRoom(slots: 3), order: 5, tx) }
    #expect(given.value == nil)
    try serve(bench) { tx in Claim.revise(ClaimRoom(slots: 3), order: 7, tx) }
    #expect(given.value == [heavy])
  }

  @Test func withdrawnClaimIsAnsweredWithNothing() throws {
    let bench = RuleBench()
    let given = try park(1, bench)
    try bench.run { tx in Claim.withdraw(tx) }()
    #expect(given.value == [] && bench.tx.ledger.claims.parked == nil)
    // Nobody waits any more.
    try bench.run { tx in Claim.withdraw(tx) }()
    try bench.run { tx in Claim.revise(ClaimRoom(slots: 9), order: 9, tx) }
    #expect(!bench.tx.ledger.claims.isRevised)
  }

  // MARK: What is ready

  @Test func whatStandsBehindAJobThatIsGoneIsLookedAtToo() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.noop { $0.timeoutMicros = 0 }, .noop { $0.timeoutMicros = 0 }, .noop()])
    #expect(try bench.claim().map(\.id) == [ids[2]])
    #expect(try bench.state(ids[0]) == .failed && bench.state(ids[1]) == .failed)
  }

  /// A transaction that has done enough says that there is more, and the next one goes on.
  @Test func shortTransactionLeavesTheRestToTheNext() throws {
    let bench = RuleBench(workMax: 1)
    let ids = try bench.insert([.noop { $0.timeoutMicros = 0 }, .noop { $0.timeoutMicros = 0 }, .noop()])
    for id in ids.dropLast() {
      #expect(try bench.claim().isEmpty && bench.state(id) == .failed)
      #expect(bench.tx.ledger.claims.news.hasNewWork)
    }
    #expect(try bench.claim().map(\.id) == [ids[2]])
    #expect(!bench.tx.ledger.claims.news.hasNewWork)
  }

  @Test func whatIsDueRunsAndWhatIsOverdueDoesNot() throws {
    let bench = RuleBench()
    let due = try bench.insert(.noop { $0.start = .after(micros: 5) })
    let overdue = try bench.insert(.noop { ($0.deadline, $0.holds) = (.noon + 5, true) })
    bench.clock.advance(byMicros: 4)
    #expect(try bench.claim(2).isEmpty)
    bench.clock.advance(byMicros: 1)
    #expect(try bench.claim(2).map(\.id) == [due])
    #expect(try bench.state(overdue) == .failed && bench.row(overdue).reason == .expired)
  }

  @Test func noMoreAreClaimedThanAreLookedAt() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.agingMicros = 1_000_000 }
    let count = Limits.claimAgingMax + 4
    _ = try bench.insert((0..<count).map { index in .noop { $0.priority = index } })
    #expect(try bench.claim(100).count == Limits.claimAgingMax)
  }

  @Test func emptyBucketSaysWhenToComeAgain() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.rate = StartRate(count: 1, perMicros: 1_000_000, burst: 1) }
    _ = try bench.insert([.noop(), .noop()])
    #expect(try bench.claim(5).count == 1)
    #expect(bench.tx.ledger.times.nextToken == .noon + 1_000_000)
    try bench.setQueue { $0.rate = nil }
    #expect(try bench.claim(5).count == 1)
    #expect(bench.tx.ledger.times.nextToken == nil)
  }
}
