// The writer's mailbox: nothing is lost in it, the writer is woken once, and what waits for company is never left
// alone.

import TestSupport
import Testing

@testable import JobCore

@Suite struct StoreMailboxTests {
  private let mailbox = StoreMailbox()

  /// Told apart by when it was asked for.
  private func operation(_ number: Int64, _ patience: StoreOperation.Patience = .none) -> StoreOperation {
    StoreOperation(
      patience: patience, askedAt: Timestamp(micros: number), execute: { _ throws(StoreError) in {} }, fail: { _ in })
  }

  private func post(_ number: Int64, _ patience: StoreOperation.Patience = .none) -> String {
    switch mailbox.post(operation(number, patience)) {
    case .wakeWriter: "wakes"
    case .queued: "waits"
    case .refused(let error): "refused: \(error.problem)"
    }
  }

  private func postLazily(_ number: Int64) -> Bool {
    mailbox.postLazily(operation(number))
  }

  private func take(_ max: Int = 100) -> [Int64] {
    numbers(mailbox.take(max: max))
  }

  private func numbers(_ operations: [StoreOperation]) -> [Int64] {
    operations.compactMap { $0.askedAt?.micros }
  }

  @Test func writerIsWokenOnceAfterEachPause() {
    #expect(post(1) == "wakes" && post(2) == "waits")
    #expect(take() == [1, 2])
    // It looks again before it sleeps.
    #expect(post(3) == "waits")
    #expect(take() == [3])
    #expect(take() == [])
    #expect(post(4) == "wakes")
  }

  @Test func noMoreAreTakenThanFitInAGroup() {
    for number in 1...5 { _ = post(Int64(number)) }
    #expect(take(2) == [1, 2])
    #expect(take(3) == [3, 4, 5])
    #expect(take(3) == [])
  }

  // MARK: Those that wait for company

  @Test func lazyOnesRideAheadOfTheNextGroup() {
    #expect(postLazily(1))
    #expect(!postLazily(2), "one timer is enough")
    // Nobody wakes the writer for them.
    #expect(take() == [] && post(3) == "wakes")
    #expect(take() == [1, 2, 3])
    // They have gone.
    #expect(!mailbox.hurryLazy())
    #expect(take() == [])
    #expect(postLazily(4))
  }

  @Test func lazyOnesRideWithAGroupThatIsFull() {
    _ = postLazily(1)
    for number in 2...4 { _ = post(Int64(number)) }
    #expect(take(2) == [1, 2, 3])
    #expect(take(2) == [4])
  }

  @Test func lazyOnesThatNobodyCameForWakeTheWriter() {
    _ = postLazily(1)
    #expect(mailbox.hurryLazy())
    #expect(post(2) == "waits")
    #expect(take() == [1, 2])
    _ = postLazily(3)
    // It is awake, and looks again.
    #expect(!mailbox.hurryLazy())
    #expect(take() == [3])
  }

  // MARK: Full and closed

  @Test func fullMailboxTakesWhatMustBeWritten() {
    for number in 1...Int64(Limits.mailboxOperationsMax) { _ = mailbox.post(operation(number)) }
    #expect(post(0) == "refused: too much waits to be written")
    #expect(post(-1, .untilWritten) == "waits" && post(-2, .inMemory) == "waits")
    #expect(take(1) == [1])
    #expect(post(0) == "refused: too much waits to be written")
    #expect(take(2) == [2, 3])
    #expect(post(0) == "waits")
  }

  @Test func closedMailboxHandsOverWhatWaitsAndTakesNothing() {
    _ = postLazily(1)
    _ = post(2)
    #expect(numbers(mailbox.close()) == [1, 2])
    #expect(post(3) == "refused: the store is closed" && post(4, .untilWritten) == "refused: the store is closed")
    #expect(!postLazily(5) && !mailbox.hurryLazy())
    #expect(take() == [] && mailbox.close().isEmpty)
  }
}
