// What follows a commit is told once, and done once.

import Testing

@testable import JobCore

@Suite struct AftermathTests {
  private func filled() -> Aftermath {
    var after = Aftermath()
    after.commit.batchEvents = [BatchEvent(batch: BatchID(1), isDone: true)]
    after.slotsTaken = [1: 2]
    after.deferred = [DeferredWork { _ throws(StoreError) in }, DeferredWork { _ throws(StoreError) in }]
    return after
  }

  @Test func newsAreTakenOnceAndWhatIsLeftToDoStays() {
    var after = filled()
    let news = after.takeNews()
    #expect(news.commit.batchEvents.map(\.batch) == [BatchID(1)] && news.slotsTaken == [1: 2])
    let again = after.takeNews()
    #expect(again.commit.isEmpty && again.slotsTaken.isEmpty)
    #expect(after.deferred.count == 2)
  }

  @Test func whatIsLeftToDoIsTakenOnceAndTheNewsStay() {
    var after = filled()
    #expect(after.takeDeferred().count == 2)
    #expect(after.takeDeferred().isEmpty)
    #expect(!after.commit.isEmpty && after.slotsTaken == [1: 2])
  }
}
