// Who waits for jobs, and whether there is something for them.

import Testing

@testable import JobCore

@Suite struct ClaimBookTests {
  private static func poll(_ number: Int) -> RemoteLine.Poll {
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    return RemoteLine.Poll(ticket: ClaimTicket(number), request: request, idempotency: nil, answer: { _ in })
  }

  @Test func laneIsRememberedForEachQueueUntilNothingIsReadyInIt() {
    var book = ClaimBook()
    book.noteReady("/a", queue: 1)
    book.noteReady("/a", queue: 2)
    book.noteReady("/b", queue: 1)
    book.forgetReady("/a", queue: 1)
    #expect(book.lanes.all == ["/a": [2], "/b": [1]])
    book.forgetReady("/a", queue: 2)
    book.forgetReady("/a", queue: 2)
    #expect(book.lanes.all == ["/b": [1]])
    book.addLane("/b", queues: [3, 4])
    #expect(book.lanes["/b"] == [1, 3, 4])
  }

  @Test func jobOfARemoteWorkerIsNewsForRemoteWorkersAlone() {
    var book = ClaimBook()
    book.noteReady("remote/far", queue: 3)
    book.noteReady("remote/far", queue: 4)
    #expect(book.news.newRemote == ["remote/far": [3, 4]])
    #expect(book.lanes.isEmpty && !book.news.hasNewWork && !book.news.hasExternalNews)
  }

  @Test func externalJobIsNewsAndStandsInItsLane() {
    var book = ClaimBook()
    book.noteReady("/a", queue: 3)
    #expect(!book.news.hasExternalNews)
    book.noteReady(Lane.external, queue: 3)
    #expect(book.news.hasExternalNews && !book.news.hasRemoteNews)
    #expect(book.lanes[Lane.external] == [3])
  }

  @Test func whoWaitsIsAwaitedOnlyByWhatIsForHim() {
    var book = ClaimBook()
    book.news.noteRoom()
    #expect(!book.isAwaitedWorkLeft)
    book.remote.add(Self.poll(1))
    #expect(book.isAwaitedWorkLeft)
    book.news.forgetRemoteNews()
    #expect(!book.isAwaitedWorkLeft)
    book.parked = ParkedClaim(room: ClaimRoom(slots: 1), order: 1) { _ in }
    #expect(book.isAwaitedWorkLeft)
    book.news.hasNewWork = false
    #expect(!book.isAwaitedWorkLeft)
  }

  @Test func roomInOneQueueIsNoNewsOfTheOthers() {
    var news = ReadyNews()
    news.noteRoom(in: 7)
    #expect(news.hasNewWork && news.hasExternalNews && news.remoteRooms == [7] && !news.hasRemoteRoom)
    news = ReadyNews()
    news.noteRoom()
    #expect(news.hasNewWork && news.hasExternalNews && news.hasRemoteRoom && news.remoteRooms.isEmpty)
  }

  @Test func eachSortOfRemoteNewsIsSomethingToLookAtUntilItIsForgotten() {
    let wish = RemoteLine.Wish(Self.poll(1).request)
    let sorts: [(inout ReadyNews) -> Void] = [
      { $0.hasRemoteRoom = true }, { $0.remoteRooms = [1] }, { $0.newRemote = ["remote/far": [1]] },
      { $0.unservedWishes = [wish] },
    ]
    for (number, sort) in sorts.enumerated() {
      var news = ReadyNews()
      news.hasNewWork = true
      news.hasExternalNews = true
      let others = news
      #expect(!news.hasRemoteNews)
      sort(&news)
      #expect(news.hasRemoteNews, "sort \(number)")
      news.forgetRemoteNews()
      #expect(news == others, "sort \(number)")
    }
  }

  @Test func failedTransactionForgetsNobodyWhoWaits() {
    var book = ClaimBook()
    book.begin()
    book.parked = ParkedClaim(room: ClaimRoom(slots: 1), order: 4) { _ in }
    book.remote.add(Self.poll(1))
    book.noteReady("/a", queue: 1)
    book.news.hasNewWork = true
    book.commit()
    book.begin()
    book.parked = nil
    (book.isRevised, book.isDraining) = (true, true)
    _ = book.remote.takeAll()
    book.forgetReady("/a", queue: 1)
    book.news = ReadyNews()
    book.rollBack()
    #expect(book.parked?.order == 4 && !book.isRevised && !book.isDraining)
    #expect(book.remote.count == 1 && book.lanes["/a"] == [1] && book.news.hasNewWork)
  }

  @Test func whatIsWrittenIsNotTakenBackByTheNextFailure() {
    var book = ClaimBook()
    book.begin()
    (book.isRevised, book.isDraining) = (true, true)
    book.parked = ParkedClaim(room: ClaimRoom(slots: 1), order: 4) { _ in }
    book.remote.add(Self.poll(1))
    book.noteReady("/a", queue: 1)
    book.news.hasNewWork = true
    book.commit()
    book.rollBack()
    #expect(book.isRevised && book.isDraining && book.parked?.order == 4)
    #expect(book.remote.count == 1 && book.lanes["/a"] == [1] && book.news.hasNewWork)
  }
}
