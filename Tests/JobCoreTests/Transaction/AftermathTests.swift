// What follows a commit is told once, and done once.

import Testing

@testable import JobCore

@Suite struct AftermathTests {
  @Test func itIsTakenWholeAndOnce() {
    let tx = TransactionBench().tx
    tx.after.commit.batchEvents = [BatchEvent(batch: BatchID(1), isDone: true)]
    tx.after.slotsTaken = [(1, 2)]
    tx.after.deferred = [DeferredWork { _ throws(StoreError) in }, DeferredWork { _ throws(StoreError) in }]
    let after = tx.after.take()
    #expect(after.commit.batchEvents.map(\.batch) == [BatchID(1)] && after.deferred.count == 2)
    #expect(after.slotsTaken.map(\.queue) == [1] && after.slotsTaken.map(\.count) == [2])
    let again = tx.after.take()
    #expect(again.commit.isEmpty && again.slotsTaken.isEmpty && again.deferred.isEmpty)
  }

  @Test func nothingFollowsWhatIsTakenBack() {
    let tx = TransactionBench().tx
    tx.after.commit.batchEvents = [BatchEvent(batch: BatchID(1), isDone: true)]
    tx.after.slotsTaken = [(1, 2)]
    tx.after.deferred = [DeferredWork { _ throws(StoreError) in }]
    tx.takeBack()
    let after = tx.after.take()
    #expect(after.commit.isEmpty && after.slotsTaken.isEmpty && after.deferred.isEmpty)
  }
}
