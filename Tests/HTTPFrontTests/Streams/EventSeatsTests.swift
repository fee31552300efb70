// How many streams of events there may be.

import Testing

@testable import HTTPFront

@Suite struct EventSeatsTests {
  @Test func seatIsGivenBackWhenNobodyHoldsIt() {
    let seats = EventSeats(max: 2)
    var held = [seats.take(), seats.take()]
    #expect(held.allSatisfy { $0 != nil } && seats.take() == nil && seats.takenCount == 2)
    held.removeLast()
    #expect(seats.take() != nil && seats.takenCount == 1)
    held = []
    #expect(seats.takenCount == 0)
  }
}
