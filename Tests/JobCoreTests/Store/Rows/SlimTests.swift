// A number or none, in the room of a number.

import Testing

@testable import JobCore

@Suite struct SlimTests {
  private struct Row: Equatable {
    @Slim var id: Int64?
    @Slim var at: Timestamp?
  }

  @Test func holdsWhatAnOptionalHolds() {
    var row = Row()
    #expect(row.id == nil && row.at == nil && row == Row())
    for number in [0, 1, -1, .max, .min + 1] as [Int64] {
      (row.id, row.at) = (number, Timestamp(micros: number))
      #expect(row.id == number && row.at?.micros == number)
    }
    row.id = nil
    #expect(row.id == nil && row != Row())
  }

  @Test func lowestNumberIsNotTakenForNone() {
    var row = Row()
    row.id = .min
    #expect(row.id == .min + 1)
  }

  @Test func takesTheRoomOfANumber() {
    #expect(MemoryLayout<Row>.size == 16)
  }
}
