// What a ledger makes of the rows that it begins with.

import TestSupport
import Testing

@testable import JobCore

@Suite struct OpeningTests {
  private let place = LimitMemory.Place(queue: 1, lane: nil)

  private func limit(_ id: Int64, _ states: [(state: JobState, isParked: Bool)]) -> LimitMemory {
    var limit = LimitMemory(id: id, key: "k\(id)", max: 1)
    for (state, isParked) in states { limit.add(1, state, at: place, isParked: isParked) }
    return limit
  }

  @Test func unfinishedJobsOfAKeyAreCountedWhereTheyStand() {
    let limit = limit(1, [(.queued, false), (.queued, true), (.queued, true), (.running, false), (.held, false)])
    #expect(limit.references == 5 && limit.running == 1)
    #expect(limit.lines == [place: LimitMemory.Line(admitted: 1, parked: 2)])
  }

  @Test func keyWhoseLineDoesNotFitItsRoomIsLookedAtBeforeTheNextClaim() {
    var opening = Opening()
    opening.limits = [
      limit(1, [(.queued, false)]), limit(2, [(.queued, true)]), limit(3, [(.running, false), (.queued, false)]),
    ]
    #expect(Set(Ledger(opening).limits.changed.all) == [2, 3])
  }

  @Test func whatTheRowsSayIsNotTakenBackWithATransaction() {
    var opening = Opening()
    opening.numbers = [.job: 7, .batch: 3]
    opening.queues = [QueueMemory(id: 1, name: "a")]
    opening.settlementCount = 2
    opening.lanes = ["pool/a": [1]]
    var ledger = Ledger(opening)
    ledger.begin()
    ledger.numbers.jobs.last = 8
    ledger.backlog.settlementCount = 0
    ledger.rollBack()
    #expect(ledger.numbers.jobs.last == 7 && ledger.numbers.batches.last == 3 && ledger.numbers.callbacks.last == 0)
    #expect(ledger.queues.id(of: "a") == 1 && ledger.backlog.settlementCount == 2)
    #expect(ledger.claims.lanes["pool/a"] == [1] && ledger.claims.news.hasNewWork && ledger.times.isNextDueStale)
  }
}
