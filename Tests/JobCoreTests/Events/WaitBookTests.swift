// A wait is woken once, when its condition holds, however many of its jobs end before.

import TestSupport
import Testing

@testable import JobCore

@Suite struct WaitBookTests {
  private func ended(_ id: Int64, _ state: JobState = .succeeded, batch: Int64? = nil) -> JobEvent {
    JobEvent(
      job: JobID(id), queue: "q", batch: batch.map { BatchID($0) }, state: state, reason: nil, attempt: 1, at: .noon)
  }

  /// Parks a continuation on the wait, which the test resumes if the book does not.
  private func withParked(
    _ book: inout WaitBook, _ id: WaitBook.ID, _ body: (inout WaitBook) -> [CheckedContinuation<Void, Never>]
  ) async -> Int {
    var copy = book
    var wakes = 0
    await withCheckedContinuation { continuation in
      let isOver = copy.park(id, continuation)
      #expect(!isOver)
      let woken = body(&copy)
      wakes = woken.count
      for wake in woken { wake.resume() }
      if woken.isEmpty, copy.end(id) != nil { continuation.resume() }
    }
    book = copy
    return wakes
  }

  @Test func allIsOneWakeForTheLastEnd() async {
    var book = WaitBook()
    let wait = book.begin(.jobs((1...1_000).map { JobID($0) }), until: .all)
    let wakes = await withParked(&book, wait) { book in
      var wakes: [CheckedContinuation<Void, Never>] = []
      for id in 1...999 {
        wakes += book.jobEnded(ended(Int64(id), id % 2 == 0 ? .failed : .succeeded))
        #expect(wakes.isEmpty)
      }
      return wakes + book.jobEnded(ended(1_000))
    }
    #expect(wakes == 1)
    #expect(book.outcome(wait).isMet && book.outcome(wait).ended.count == 1_000)
    book.forget(wait)
    #expect(book.isEmpty)
  }

  @Test func tenThousandWaitsOnOneJobAreOneWakeEach() {
    var book = WaitBook()
    let waits = (0..<10_000).map { _ in book.begin(.jobs([JobID(1)]), until: .all) }
    let wakes = book.jobEnded(ended(2)) + book.jobEnded(ended(1))
    // Nobody is parked yet, so there is nobody to resume: each finds its wait over when it gets there.
    #expect(wakes.isEmpty)
    #expect(waits.allSatisfy { book.outcome($0).isMet })
  }

  @Test func conditionsDecide() {
    for (until, state, isMet) in [
      (WaitUntil.first, JobState.cancelled, true), (.firstFailure, .cancelled, false), (.firstFailure, .skipped, false),
      (.firstFailure, .failed, true), (.all, .failed, false), (.firstError, .failed, true),
      (.firstError, .cancelled, true), (.firstError, .skipped, true), (.firstError, .succeeded, false),
    ] {
      var book = WaitBook()
      let wait = book.begin(.jobs([JobID(1), JobID(2)]), until: until)
      _ = book.jobEnded(ended(1, state))
      #expect(book.outcome(wait).isMet == isMet, "\(until) \(state)")
      _ = book.jobEnded(ended(2))
      #expect(book.outcome(wait).isMet)
    }
  }

  @Test func whatHadEndedBeforeCounts() {
    var book = WaitBook()
    let wait = book.begin(.jobs([JobID(1), JobID(2)]), until: .all)
    _ = book.jobEnded(ended(1))
    _ = book.settle(wait, ended: [JobID(1)], isMet: false)
    #expect(!book.outcome(wait).isMet)
    _ = book.settle(wait, ended: [JobID(2)], isMet: false)
    #expect(book.outcome(wait).isMet)
  }

  @Test func sameEndTwiceCountsOnce() {
    var book = WaitBook()
    let wait = book.begin(.jobs([JobID(1), JobID(2)]), until: .all)
    _ = book.jobEnded(ended(1))
    _ = book.jobEnded(ended(1))
    #expect(!book.outcome(wait).isMet)
  }

  @Test func endThatIsTakenBackByARetryIsWaitedForAgain() {
    var book = WaitBook()
    let wait = book.begin(.jobs([JobID(1), JobID(2)]), until: .all)
    _ = book.jobEnded(ended(1, .failed))
    book.jobLives(ended(1, .queued))
    book.jobLives(ended(1, .running))
    _ = book.jobEnded(ended(2))
    #expect(!book.outcome(wait).isMet && book.outcome(wait).ended == [JobID(2)])
    _ = book.jobEnded(ended(1))
    #expect(book.outcome(wait).isMet)
    // What it answers with is judged by the jobs themselves; what it heard stays.
    book.jobLives(ended(1, .queued))
    #expect(book.outcome(wait).isMet)
    book.forget(wait)
    #expect(book.isEmpty)
  }

  @Test func batchIsDoneWhenItSaysSo() {
    var book = WaitBook()
    let all = book.begin(.batch(BatchID(7)), until: .all)
    let failure = book.begin(.batch(BatchID(7)), until: .firstFailure)
    _ = book.jobEnded(ended(1, .succeeded, batch: 7))
    _ = book.jobEnded(ended(2, .failed, batch: 8))
    #expect(!book.outcome(all).isMet && !book.outcome(failure).isMet)
    _ = book.jobEnded(ended(3, .failed, batch: 7))
    #expect(!book.outcome(all).isMet && book.outcome(failure).isMet)
    _ = book.batchDone(BatchID(7))
    #expect(book.outcome(all).isMet)
    book.forget(all)
    book.forget(failure)
    #expect(book.isEmpty)
  }

  @Test func leftWaitIsNotMetAndHearsNoMore() {
    var book = WaitBook()
    let wait = book.begin(.jobs([JobID(1)]), until: .all)
    _ = book.end(wait)
    _ = book.jobEnded(ended(1))
    #expect(!book.outcome(wait).isMet)
  }
}
