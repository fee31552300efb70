// Follow-ups of several ends, decided together as far as a transaction goes.

import TestSupport
import Testing

@testable import JobCore

@Suite struct WaveTests {
  private let bench = TransactionBench()

  private func line(_ parent: JobID, isSuccess: Bool = true) -> Wave.Line {
    Wave.Line(parent: .job(parent), isSuccess: isSuccess, from: JobID(0))
  }

  private func follow(
    _ bench: TransactionBench, _ parents: [JobID], on condition: EndCondition = .success,
    _ change: (inout NewJob) -> Void = { _ in }
  ) throws -> JobID {
    try bench.insert(
      .noop {
        $0.after = parents.map { Dependency(.job($0), on: condition) }
        change(&$0)
      })
  }

  private func outcome(_ bench: TransactionBench, _ child: JobID) throws -> [EdgeOutcome] {
    try Edges.parents(of: child, bench.tx).map(\.outcome)
  }

  @Test(arguments: [true, false]) func eachIsDecidedByItsOwnCondition(isSuccess: Bool) throws {
    let parent = try bench.insert()
    let children = try EndCondition.allCases.map { try follow(bench, [parent], on: $0) }
    let left = try Wave.decide([line(parent, isSuccess: isSuccess)], atLeast: 0, bench.tx)
    #expect(left.isEmpty)
    let states: [JobState] = isSuccess ? [.queued, .skipped, .queued] : [.skipped, .queued, .queued]
    #expect(try children.map { try bench.row($0).state } == states)
    let outcomes = try children.map { try outcome(bench, $0) }
    #expect(outcomes == (isSuccess ? [[.met], [.unmet], [.met]] : [[.unmet], [.met], [.met]]))
    let skipped = try bench.row(children[isSuccess ? 1 : 0])
    #expect(skipped.reason == .dependency && skipped.pending == 0)
  }

  @Test func jobThatWaitsForSeveralGoesOnWithTheLastOfThem() throws {
    let parents = [try bench.insert(), try bench.insert(), try bench.insert()]
    let child = try follow(bench, parents)
    _ = try Wave.decide([line(parents[1])], atLeast: 0, bench.tx)
    #expect(try bench.row(child).pending == 2)
    #expect(try bench.row(child).state == .blocked)
    _ = try Wave.decide([line(parents[0]), line(parents[2])], atLeast: 0, bench.tx)
    #expect(try bench.row(child).pending == 0)
    #expect(try bench.row(child).state == .queued)
    #expect(try outcome(bench, child) == [.met, .met, .met])
  }

  @Test func oneThatCannotBeMetEndsItWhateverTheOthersDo() throws {
    let parents = [try bench.insert(), try bench.insert()]
    let child = try follow(bench, parents)
    _ = try Wave.decide([line(parents[0], isSuccess: false), line(parents[1])], atLeast: 0, bench.tx)
    #expect(try bench.row(child).state == .skipped)
    #expect(try outcome(bench, child) == [.unmet, .met])
  }

  @Test func jobThatWaitsTwiceForTheSameIsDecidedTwice() throws {
    let parent = try bench.insert()
    let child = try bench.insert(
      .noop { $0.after = [Dependency(.job(parent)), Dependency(.job(parent), on: .any)] })
    #expect(try bench.row(child).pending == 2)
    #expect(try Wave.decide([line(parent)], atLeast: 0, bench.tx).isEmpty)
    #expect(try bench.row(child).state == .queued)
    #expect(try outcome(bench, child) == [.met, .met])
  }

  @Test func heldJobStaysHeldAndWaitsForNobodyAnyMore() throws {
    let parent = try bench.insert()
    let child = try follow(bench, [parent]) { $0.holds = true }
    _ = try Wave.decide([line(parent)], atLeast: 0, bench.tx)
    #expect(try bench.row(child).state == .held)
    #expect(try bench.row(child).pending == 0)
  }

  @Test func jobThatIsReleasedBeforeItsTimeWaitsForThat() throws {
    let parent = try bench.insert()
    let child = try follow(bench, [parent]) { $0.start = .after(micros: 90) }
    _ = try Wave.decide([line(parent)], atLeast: 0, bench.tx)
    #expect(try bench.row(child).state == .scheduled)
    #expect(try bench.row(child).runAt == .noon + 90)
    #expect(bench.tx.ledger.times.nextDue == .noon + 90)
  }

  /// Or it would be found again for ever.
  @Test func edgeOfAJobThatHasEndedIsDecidedAndChangesNothing() throws {
    let parent = try bench.insert()
    let child = try follow(bench, [parent])
    _ = try CancelVerb.job(child, CancelOptions(), bench.tx)
    let before = try bench.row(child)
    _ = try Wave.decide([line(parent, isSuccess: false)], atLeast: 0, bench.tx)
    #expect(try bench.row(child) == before)
    #expect(try outcome(bench, child) == [.unmet])
  }

  @Test func whatIsTooMuchIsLeftFromItsFirstOn() throws {
    let parents = try (0..<3).map { _ in try bench.insert() }
    let children = [try follow(bench, [parents[0]]), try follow(bench, [parents[2]])]
    bench.tx.course.budget.promised = Limits.transactionWorkMax
    // One of each says whether there are more: the second has none.
    let left = try Wave.decide(parents.map { line($0) }, atLeast: 0, bench.tx)
    #expect(left.map(\.parent) == [.job(parents[0]), .job(parents[2])] && left.map(\.from) == children)
    #expect(try children.map { try outcome(bench, $0) } == [[.pending], [.pending]])
  }

  @Test func someAreDecidedInAnyCaseIfThatIsAsked() throws {
    let parent = try bench.insert()
    let children = try (0..<3).map { _ in try follow(bench, [parent]) }
    bench.tx.course.budget.promised = Limits.transactionWorkMax
    let left = try Wave.decide([line(parent)], atLeast: 1, bench.tx)
    #expect(left.map(\.from) == [children[1]])
    #expect(try children.map { try bench.row($0).state } == [.queued, .blocked, .blocked])
    // It goes on there, and with the last there is nothing left.
    var next = try #require(left.first)
    next.decided = 0
    #expect(try Wave.decide([next], atLeast: 2, bench.tx).isEmpty)
    #expect(try children.map { try bench.row($0).state } == [.queued, .queued, .queued])
  }

  @Test func onlyALongLineIsSplitForAPiece() throws {
    let bench = TransactionBench(workMax: 1_000_000)
    let (long, short) = (try bench.insert(), try bench.insert())
    let children = try (0..<Limits.edgesPage + 5).map { _ in try follow(bench, [long]) }
    let others = try (0..<3).map { _ in try follow(bench, [short]) }
    bench.tx.course.budget.promised = 600_000
    #expect(bench.tx.isPieceDone && !bench.tx.isExhausted)
    let left = try Wave.decide([line(long), line(short)], atLeast: 0, bench.tx)
    #expect(left.map(\.parent) == [.job(long)] && left.map(\.from) == [children[Limits.edgesPage]])
    #expect(try others.map { try bench.row($0).state } == [.queued, .queued, .queued])
    #expect(try bench.row(children[Limits.edgesPage - 1]).state == .queued)
    #expect(try bench.row(children[Limits.edgesPage]).state == .blocked)
  }
}
