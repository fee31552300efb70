// The line of waiting claims when its transaction is written, and when it is not.

import Testing

@testable import JobCore

@Suite struct RemoteLineTests {
  private static func poll(_ number: Int, key: String? = nil) -> RemoteLine.Poll {
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    return RemoteLine.Poll(
      ticket: ClaimTicket(number), request: request,
      idempotency: key.map { ClaimIdempotency(key: $0, fingerprint: [1]) }, answer: { _ in })
  }

  @Test func theOneWhoCameFirstIsFirstUntilItIsServed() {
    var line = RemoteLine()
    for number in 1...3 { line.add(Self.poll(number)) }
    line.commit()
    let wish = RemoteLine.Wish(Self.poll(1).request)
    #expect(line.first(wish)?.id == 1)
    _ = line.take(1)
    #expect(line.first(wish)?.id == 2 && line.count == 2)
    line.rollBack()
    #expect(line.first(wish)?.id == 1 && line.count == 3)
    _ = line.takeAll()
    line.commit()
    #expect(line.isEmpty && line.wishes.isEmpty)
  }

  @Test func aClaimThatWasReplacedInAFailedTransactionIsFoundByItsKeyAgain() {
    var line = RemoteLine()
    line.add(Self.poll(1, key: "k"))
    line.commit()
    _ = line.take(1)
    line.add(Self.poll(2, key: "k"))
    #expect(line.waiter(key: "k")?.id == 2)
    line.rollBack()
    #expect(line.waiter(key: "k")?.id == 1)
    _ = line.take(1)
    line.add(Self.poll(3, key: "k"))
    line.commit()
    #expect(line.waiter(key: "k")?.id == 3 && line.count == 1)
  }

  @Test func asMuchIsWantedAsThoseWhoStillWaitWishFor() {
    var line = RemoteLine()
    for number in 1...3 { line.add(Self.poll(number)) }
    let wish = RemoteLine.Wish(Self.poll(1).request)
    #expect(line.wanted(wish, max: 2) == 2)
    _ = line.take(1)
    #expect(line.wanted(wish, max: 9) == 2)
  }
}
