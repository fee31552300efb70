// What a change of a job's state means for all that is remembered.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LedgerMovesTests {
  /// Two queues and a limit key.
  private func ledger(slots: Int? = nil) -> Ledger {
    var ledger = Ledger()
    ledger.queues.add(QueueMemory(id: 1, name: "a"))
    ledger.queues.add(QueueMemory(id: 2, name: "b"))
    ledger.queues[1]?.settings.slots = slots
    ledger.limits.add(LimitMemory(id: 5, key: "k", max: 1))
    return ledger
  }

  private func counts(_ ledger: Ledger, _ queue: Int64) -> [JobState: Int] {
    var counts: [JobState: Int] = [:]
    for state in JobState.allCases {
      let count = ledger.queues[queue]?.counts[state.rawValue] ?? 0
      if count != 0 { counts[state] = count }
    }
    return counts
  }

  @Test func jobIsCountedInTheQueueInWhichItIsNow() {
    var ledger = ledger()
    let links = JobLinks(queue: 1, weight: 3)
    ledger.note(links, from: nil, to: .queued, due: nil, queue: 1)
    ledger.note(links, from: .queued, to: .queued, due: nil, queue: 2)
    #expect(counts(ledger, 1) == [:] && counts(ledger, 2) == [.queued: 1] && ledger.queues.queuedCount == 1)
    ledger.note(JobLinks(queue: 2, weight: 3), from: .queued, to: .running, due: nil, queue: 2)
    #expect(ledger.queues[2]?.slotsNeeded == 3 && ledger.queues[1]?.slotsNeeded == 0 && ledger.queues.queuedCount == 0)
  }

  @Test func jobThatIsReadyIsNewsAndStandsInItsLane() {
    var ledger = ledger()
    ledger.note(JobLinks(queue: 1, lane: "/a"), from: .held, to: .queued, due: nil, queue: 2)
    #expect(ledger.claims.news.hasNewWork && ledger.claims.lanes.all == ["/a": [2]])
    #expect(ledger.claims.news.remoteRooms.isEmpty)
    ledger.note(JobLinks(queue: 1, lane: "/b"), from: nil, to: .held, due: nil, queue: 1)
    #expect(ledger.claims.lanes["/b"] == nil)
  }

  @Test func endIsNewsOnlyWhereItFreesSomething() {
    var free = ledger()
    free.note(JobLinks(queue: 1), from: .running, to: .succeeded, due: nil, queue: 1)
    #expect(free.claims.news == ReadyNews())
    var narrow = ledger(slots: 2)
    narrow.note(JobLinks(queue: 1), from: .running, to: .succeeded, due: nil, queue: 1)
    #expect(narrow.claims.news.hasNewWork && narrow.claims.news.remoteRooms == [1])
    var keyed = ledger()
    keyed.note(JobLinks(queue: 1, limit: 5), from: .running, to: .retrying, due: nil, queue: 1)
    #expect(keyed.claims.news.hasNewWork && keyed.claims.news.remoteRooms == [1])
    #expect(keyed.limits.changed.all == [5])
  }

  /// What it held back is in the queue that it leaves.
  @Test(arguments: [JobState.cancelled, .scheduled, .queued]) func whoLeavesHisPlaceMakesRoomThere(_ to: JobState) {
    var ledger = ledger()
    ledger.note(JobLinks(queue: 1), from: .queued, to: to, due: nil, queue: 2)
    #expect(ledger.claims.news.remoteRooms == [1] && ledger.claims.news.hasNewWork)
  }

  @Test func whoStartsMakesNoRoom() {
    var ledger = ledger(slots: 2)
    ledger.note(JobLinks(queue: 1), from: .queued, to: .running, due: nil, queue: 1)
    #expect(ledger.claims.news == ReadyNews())
  }

  @Test func onlyTimedStatesHaveADueTime() {
    var ledger = ledger()
    ledger.note(JobLinks(queue: 1), from: nil, to: .queued, due: .noon, queue: 1)
    ledger.note(JobLinks(queue: 1), from: nil, to: .held, due: .noon, queue: 1)
    #expect(ledger.times.nextDue == nil)
    ledger.note(JobLinks(queue: 1), from: nil, to: .scheduled, due: .noon + 9, queue: 1)
    ledger.note(JobLinks(queue: 1), from: .running, to: .retrying, due: .noon + 5, queue: 1)
    #expect(ledger.times.nextDue == .noon + 5 && !ledger.times.isNextDueStale)
  }

  @Test(arguments: JobState.allCases) func nextOneIsLookedForWhenATimedOneLeaves(_ from: JobState) {
    var ledger = ledger()
    ledger.note(JobLinks(queue: 1), from: from, to: .cancelled, due: nil, queue: 1)
    #expect(ledger.times.isNextDueStale == (from == .scheduled || from == .retrying))
  }
}
