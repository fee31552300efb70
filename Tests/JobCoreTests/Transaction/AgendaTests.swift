// What a transaction has still to settle: taken once, and forgotten by no later word.

import TestSupport
import Testing

@testable import JobCore

@Suite struct AgendaTests {
  private let job = Parent.job(JobID(7))

  @Test func parentsAreNamedAsTheRowsNameThem() {
    let batch = Parent.batch(BatchID(9))
    #expect(job.edgeKind.rawValue == 0 && job.number == 7)
    #expect(batch.edgeKind.rawValue == 1 && batch.number == 9)
  }

  @Test func endsAreTakenInTheirOrderAndOnce() {
    var agenda = Agenda()
    for (id, isSuccess) in [(3, true), (1, false), (3, false)] {
      agenda.noteEnd(EndedParent(parent: .job(JobID(Int64(id))), isSuccess: isSuccess))
    }
    let taken = agenda.takeEnded()
    #expect(taken.map(\.parent.number) == [3, 1, 3] && taken.map(\.isSuccess) == [true, false, false])
    #expect(agenda.takeEnded().isEmpty && agenda.isEmpty)
  }

  @Test(arguments: [[true, false], [false, true]]) func failureOfAMemberIsNotForgotten(_ failures: [Bool]) {
    var agenda = Agenda()
    for hasFailed in failures { agenda.noteBatch(4, hasFailed: hasFailed) }
    let taken = agenda.takeBatches()
    #expect(Array(taken.keys) == [4] && taken[4]?.hasFailed == true)
    #expect(agenda.takeBatches().isEmpty)
    // What has been decided is not decided again.
    agenda.noteBatch(4)
    #expect(agenda.takeBatches()[4]?.hasFailed == false)
  }

  @Test(arguments: [true, false]) func cancelOfABatchIsNotForgotten(isFirst: Bool) {
    var agenda = Agenda()
    if isFirst { agenda.noteCancel(4) }
    agenda.noteBatch(4, hasFailed: true)
    if !isFirst { agenda.noteCancel(4) }
    agenda.noteBatch(4)
    agenda.noteBatch(5)
    let taken = agenda.takeBatches()
    #expect(taken[4]?.isCancelled == true && taken[4]?.hasFailed == true)
    #expect(taken[5]?.isCancelled == false && taken[5]?.hasFailed == false)
  }

  @Test func jobThatWaitsOrWhoseBatchWasTouchedMayBeMoved() {
    let (alone, waiting) = (JobRow.sample(1), JobRow.sample(2) { $0.pending = 1 })
    let (member, other) = (JobRow.sample(3) { $0.batch = 4 }, JobRow.sample(4) { $0.batch = 5 })
    var agenda = Agenda()
    #expect([alone, waiting, member, other].allSatisfy { !agenda.concerns($0) } && !agenda.concerns(BatchID(4)))
    agenda.noteBatch(4)
    #expect([alone, waiting, member, other].map { agenda.concerns($0) } == [false, true, true, false])
    #expect(agenda.concerns(BatchID(4)) && !agenda.concerns(BatchID(5)))
  }

  @Test func whatIsToldCostsSomethingUntilItIsTaken() {
    var agenda = Agenda()
    #expect(!agenda.hasTold && agenda.toldWork == 0)
    for micros: Int64 in [1, 2] {
      agenda.noteTold(Agenda.Told(owner: job, isSuccess: micros == 1, at: .noon + micros))
    }
    #expect(agenda.hasTold && agenda.toldWork == 2 * Limits.toldEndWork)
    #expect(agenda.takeTold().map(\.at) == [.noon + 1, .noon + 2])
    #expect(!agenda.hasTold && agenda.toldWork == 0 && agenda.takeTold().isEmpty)
  }

  @Test func ofAttemptsThatWereGivenBackTheLatestBoundCounts() {
    var agenda = Agenda()
    for last in [5, 9, 7] { agenda.noteGivenBack(JobID(1), before: last) }
    agenda.noteGivenBack(JobID(2), before: 3)
    #expect(agenda.takeGivenBack() == [JobID(1): 9, JobID(2): 3])
    #expect(agenda.takeGivenBack().isEmpty)
  }

  /// Or the settlement would go on for ever, or end too soon.
  @Test func onlyWhatIsSettledKeepsTheSettlementGoing() {
    let settled: [(inout Agenda) -> Void] = [
      { $0.noteEnd(EndedParent(parent: .job(JobID(7)), isSuccess: true)) }, { $0.noteBatch(1) },
      { $0.noteCancel(1) },
      { $0.noteTold(Agenda.Told(owner: .job(JobID(7)), isSuccess: true, at: .noon)) },
    ]
    let others: [(inout Agenda) -> Void] = [
      { $0.noteGivenBack(JobID(1), before: 2) }, { $0.batchesWithRemoved = [1] },
      { $0.metWishes[RemoteLine.Wish(ClaimRequest(claimedBy: "token:worker"))] = true },
    ]
    for (number, note) in (settled + others).enumerated() {
      var agenda = Agenda()
      note(&agenda)
      #expect(agenda.isEmpty == (number >= settled.count), "\(number)")
    }
  }
}
