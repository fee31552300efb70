// The members of a batch as events tell of them.

import JobWire
import Testing

@testable import jobctl

@Suite struct MemberTableTests {
  private static func event(_ id: Int64, _ state: WireJobState, hasLeft: Bool = false) -> EventView {
    EventView(WireEvent(state), job: JobSamples.job(id, state), hasLeft: hasLeft)
  }

  private func news(_ table: inout MemberTable) -> String {
    let news = table.news()
    return "\(news.count) \(news.ended)" + (news.asksForBatch ? " ask" : "")
  }

  @Test func eachMemberIsNewOnceAndEndsOnce() {
    var table = MemberTable(batch: 3)
    for event in [Self.event(1, .queued), Self.event(2, .succeeded), Self.event(1, .running)] { table.take(event) }
    #expect(news(&table) == "2 [2]")
    #expect(news(&table) == "0 []", "it is told once")
    for event in [Self.event(1, .failed), Self.event(2, .succeeded), Self.event(1, .failed)] { table.take(event) }
    #expect(news(&table) == "0 [1]")
  }

  @Test func batchIsDoneWhenItSaysSo() {
    var table = MemberTable(batch: 3)
    for id in [Int64(4), 3] {
      #expect(!table.isDone)
      let batch = BatchView(id: id, done: true, size: 0, counts: StateCounts([:]), createdAt: JobSamples.now)
      table.take(EventView(.batchDone, batch: batch))
    }
    #expect(table.isDone)
  }

  /// No event says what was so before the stream began.
  @Test func batchIsAskedForBehindEachSnapshot() {
    var table = MemberTable(batch: 3)
    table.take(Self.event(1, .queued))
    #expect(news(&table) == "1 []")
    for _ in 0..<2 {
      table.take(EventView(.snapshotEnd))
      #expect(news(&table) == "0 [] ask")
      #expect(news(&table) == "0 []")
    }
  }

  @Test func memberThatRunsAgainEndsAgain() {
    var table = MemberTable(batch: 3)
    table.take(Self.event(1, .failed))
    #expect(news(&table) == "1 [1]")
    table.reopen([1])
    table.take(Self.event(1, .succeeded))
    #expect(news(&table) == "0 [1]")
  }

  @Test func whatHasLeftIsNoMember() {
    var table = MemberTable(batch: 3)
    table.take(Self.event(1, .queued, hasLeft: true))
    #expect(news(&table) == "0 []")
  }
}
