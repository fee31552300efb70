// The room of pools: what they can carry, less what they have been given.

import Synchronization
import Testing

@testable import JobCore

@Suite struct PoolBoardTests {
  private final class Calls: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
  }

  @Test func aPoolCarriesWhatItCan() {
    let board = PoolBoard()
    board.register("p", capacity: 2)
    board.took("p")
    #expect(board.room(slots: 5).pools == ["p": 1] && board.use("p")?.used == 1)
    board.took("p")
    board.setCapacity("p", 1)
    #expect(board.room(slots: 5).pools == ["p": 0])
    for _ in 0..<3 { board.gaveBack("p") }
    #expect(board.use("p")?.used == 0 && board.use("q") == nil)
  }

  @Test func theDispatcherHearsOfRoomThatChangesByItself() {
    let (board, calls) = (PoolBoard(), Calls())
    board.onRoom { calls.add() }
    board.register("p", capacity: 1)
    #expect(calls.value == 1)
    board.took("p")
    #expect(calls.value == 1)
    // What it carries already leaves no room before and after.
    board.setCapacity("p", 0)
    #expect(calls.value == 1)
    board.setCapacity("p", 2)
    board.remove("p")
    #expect(calls.value == 3)
  }

  @Test func onlyPoolsThatCanMeetADemandHearOfIt() {
    let (board, calls) = (PoolBoard(), Calls())
    board.register("p", capacity: 0) { calls.add() }
    board.register("q", capacity: 0)
    #expect(board.room(slots: 1).quiet == ["q"])
    board.demand(["p", "q", "unknown"])
    board.demand([])
    #expect(calls.value == 1)
  }
}
