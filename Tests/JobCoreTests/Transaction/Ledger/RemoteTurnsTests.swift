// Whose turn it is among remote workers that wait for different things.

import Testing

@testable import JobCore

@Suite struct RemoteTurnsTests {
  private static func poll(_ number: Int, for handler: String) -> RemoteLine.Poll {
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = [handler]
    return RemoteLine.Poll(ticket: ClaimTicket(number), request: request, idempotency: nil, answer: { _ in })
  }

  private func wish(_ handler: String) -> RemoteLine.Wish { RemoteLine.Wish(Self.poll(0, for: handler).request) }

  private func line(_ handlers: [String]) -> RemoteLine {
    var line = RemoteLine()
    for (index, handler) in handlers.enumerated() { line.add(Self.poll(index + 1, for: handler)) }
    return line
  }

  private func rest(_ turns: inout RemoteTurns, _ line: RemoteLine) -> [Int] {
    var ids: [Int] = []
    while let (_, waiter) = turns.next(line) { ids.append(waiter.id) }
    return ids
  }

  @Test(arguments: [["a", "b", "c", "d"], ["d", "c", "b", "a"], ["c", "a", "d", "b"]])
  func firstOfEachWishComesInTheOrderOfArrival(_ order: [String]) {
    let line = line(["b", "d", "b", "a", "c", "a"])
    var turns = RemoteTurns()
    for handler in order { turns.add(wish(handler), line) }
    #expect(rest(&turns, line) == [1, 2, 4, 5])
  }

  @Test func wishThatIsAddedAgainWaitsForTheTurnOfItsNextOne() {
    var line = line(["a", "b", "a"])
    var turns = RemoteTurns()
    turns.add(wish("a"), line)
    turns.add(wish("b"), line)
    let first = turns.next(line)
    #expect(first?.0 == wish("a") && first?.1.id == 1)
    _ = line.take(1)
    turns.add(wish("a"), line)
    #expect(rest(&turns, line) == [2, 3])
  }

  @Test func wishTakesPartNoMoreOnceItHasHadItsTurn() {
    let line = line(["a", "a"])
    var turns = RemoteTurns()
    turns.add(wish("a"), line)
    #expect(rest(&turns, line) == [1])
  }

  @Test func wishThatNobodyHasAnyMoreIsPassedOver() {
    var line = line(["a", "b"])
    var turns = RemoteTurns()
    turns.add(wish("none"), line)
    turns.add(wish("a"), line)
    turns.add(wish("b"), line)
    _ = line.take(1)
    #expect(rest(&turns, line) == [2])
  }
}
