// How many jobs of a queue are in which state, and what is left of its slots, its rate and its room.

import TestSupport
import Testing

@testable import JobCore

@Suite struct QueueBookTests {
  private func book() -> QueueBook {
    var book = QueueBook()
    book.add(QueueMemory(id: 1, name: "a"))
    book.commit()
    return book
  }

  @Test func jobIsCountedInItsStateAndTakesSlotsWhileItRuns() {
    var book = book()
    book.note(1, from: nil, to: .queued, weight: 2)
    book.note(1, from: nil, to: .queued, weight: 1)
    #expect(book.queuedCount == 2 && book[1]?.queuedCount == 2 && book[1]?.slotsNeeded == 0)
    book.note(1, from: .queued, to: .running, weight: 2)
    #expect(book.queuedCount == 1 && book[1]?.queuedCount == 1 && book[1]?.slotsNeeded == 2)
    book.note(1, from: .running, to: .failed, weight: 2)
    #expect(book[1]?.slotsNeeded == 0 && book[1]?.counts[JobState.failed.rawValue] == 1)
    book.note(1, from: .failed, to: nil, weight: 2)
    #expect(book[1]?.counts.reduce(0, +) == 1)
  }

  @Test func firstEndOfAPauseIsThatOfAllQueues() {
    var book = book()
    book.add(QueueMemory(id: 2, name: "b"))
    #expect(book.nextPauseEnd == nil)
    book.set(PauseTerms(since: .noon, end: .init(forMicros: 9, until: .noon + 9)), of: 1)
    book.set(PauseTerms(since: .noon, end: .init(forMicros: 5, until: .noon + 5)), of: 2)
    #expect(book.nextPauseEnd == .noon + 5)
    #expect(book.pausesOver(by: .noon + 5) == [2] && book.pausesOver(by: .noon + 4).isEmpty)
    book.commit()
    book.set(nil, of: 2)
    #expect(book.nextPauseEnd == .noon + 9 && book[2]?.pause == nil)
    book.rollBack()
    #expect(book.nextPauseEnd == .noon + 5 && book[2]?.pause != nil)
    if let queue = book[2] { book.remove(queue) }
    #expect(book.nextPauseEnd == .noon + 9)
  }

  @Test(arguments: JobState.allCases) func waitingIsWhatHasNotStartedAndWhatIsTriedAgain(_ state: JobState) {
    var book = book()
    book.note(1, from: nil, to: state, weight: 1)
    let waits: Set<JobState> = [.held, .scheduled, .blocked, .queued, .retrying]
    #expect(book[1]?.waitingCount == (waits.contains(state) ? 1 : 0))
  }

  @Test func boundIsPassedByWhatIsMoreThanIt() {
    var queue = QueueMemory(id: 1, name: "a")
    queue.counts[JobState.held.rawValue] = 2
    #expect(queue.bound(passedBy: 1_000) == nil)
    queue.settings.maxQueued = 3
    #expect(queue.bound(passedBy: 1) == nil && queue.bound(passedBy: 2) == 3)
    // It was made lower since.
    queue.settings.maxQueued = 1
    #expect(queue.bound(passedBy: 0) == 1)
  }

  @Test func slotsAreFreeAsFarAsTheQueueHasASay() {
    var queue = QueueMemory(id: 1, name: "a")
    queue.slotsNeeded = 3
    #expect(queue.freeSlots == .max)
    queue.settings.slots = 5
    #expect(queue.freeSlots == 2)
    queue.settings.slots = 2
    #expect(queue.freeSlots == 0)
  }

  @Test func bucketIsFullUntilItIsTakenFromAndFillsUpAgain() {
    var queue = QueueMemory(id: 1, name: "a")
    #expect(queue.tokens(now: .noon) == nil)
    queue.refill(now: .noon)
    #expect(queue.bucket == nil)
    queue.settings.rate = StartRate(count: 10, perMicros: 1_000_000, burst: 3)
    #expect(queue.tokens(now: .noon) == 3)
    queue.bucket = TokenBucket(tokens: 0, at: .noon)
    #expect(queue.tokens(now: .noon) == 0 && queue.tokens(now: .noon + 200_000) == 2)
    // A look takes nothing and lets nothing in.
    #expect(queue.bucket == TokenBucket(tokens: 0, at: .noon))
    queue.refill(now: .noon + 200_000)
    #expect(queue.bucket?.whole == 2 && queue.bucket?.at == .noon + 200_000)
    #expect(queue.tokens(now: .noon + 9_000_000) == 3)
  }

  @Test func queuesAreFoundByTheirNamesAndCountedTogether() {
    var book = book()
    var full = QueueMemory(id: 7, name: "b")
    full.counts[JobState.queued.rawValue] = 4
    book.add(full)
    #expect(book.id(of: "b") == 7 && book.name(of: 7) == "b" && book.id(of: "c") == nil && book.name(of: 2) == nil)
    #expect(book.highestID == 7 && book.queuedCount == 4 && book.count == 2)
  }

  @Test func whenThereAreAsManyAsMayBeOnlyThoseHaveRoom() {
    var book = QueueBook()
    for id in 1..<Limits.queueCountMax { book.add(QueueMemory(id: Int64(id), name: "q\(id)")) }
    #expect(book.hasRoom(for: "new"))
    book.add(QueueMemory(id: Int64(Limits.queueCountMax), name: "last"))
    #expect(!book.hasRoom(for: "new") && book.hasRoom(for: "last") && book.hasRoom(for: "q1"))
  }

  @Test func whatHasChangedIsKnownWithWhatItWas() throws {
    var book = book()
    book.add(QueueMemory(id: 2, name: "b"))
    book.note(1, from: nil, to: .held, weight: 1)
    book.note(1, from: .held, to: .queued, weight: 1)
    #expect(book.queues.before.mapValues { $0?.counts.reduce(0, +) } == [1: 0, 2: nil])
    book.commit()
    #expect(book.queues.before.isEmpty)
  }

  @Test func whomQueuesTellIsKnownWithoutALookAtTheRest() {
    var told = QueueMemory(id: 2, name: "b")
    told.settings.callbacks = [Callback(.url("http://h/"))]
    var book = book()
    book.add(told)
    book.commit()
    #expect(book.callbacks.ofQueues.all == [2: told.settings.callbacks])
    book.set(QueueSettings(), of: 2)
    book.set(QueueSettings(), of: 1)
    #expect(book.callbacks.ofQueues.isEmpty && book[2]?.settings == QueueSettings())
  }

  @Test func failedTransactionLeavesTheQueuesAsTheyWere() {
    var book = book()
    let before = book
    book.begin()
    book.add(QueueMemory(id: 2, name: "b"))
    book.note(1, from: nil, to: .queued, weight: 1)
    book[1]?.settings.isPaused = true
    book.changedTokens = [1]
    var settings = QueueSettings()
    settings.callbacks = [Callback(.url("http://h/"))]
    book.set(settings, of: 1)
    #expect(book.callbacks.ofQueues[1] == settings.callbacks)
    book.rollBack()
    #expect(book == before)
    #expect(book.id(of: "b") == nil && book.name(of: 2) == nil && book.queuedCount == 0 && book.changedTokens.isEmpty)
  }
}
