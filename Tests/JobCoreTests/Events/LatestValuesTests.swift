// What is remembered in bounded room.

import Testing

@testable import JobCore

@Suite struct LatestValuesTests {
  @Test func oldestGoFirst() {
    var values = LatestValues<Int, String>(countMax: 2, bytesMax: 100)
    for key in 1...3 { values.set("\(key)", for: key, bytes: 1) }
    #expect(values[1] == nil && values[2] == "2" && values[3] == "3" && values.count == 2 && values.bytes == 2)
    // What is put in again is the newest.
    values.set("b", for: 2, bytes: 1)
    values.set("4", for: 4, bytes: 1)
    #expect(values[3] == nil && values[2] == "b")
  }

  @Test func bytesAreBounded() {
    var values = LatestValues<Int, String>(countMax: 100, bytesMax: 10)
    for key in 1...5 { values.set("", for: key, bytes: 4) }
    #expect(values.count == 2 && values.bytes == 8 && values[5] != nil)
    values.set("", for: 6, bytes: 11)
    #expect(values.count == 0 && values.bytes == 0)
  }

  @Test func whatIsReplacedAgainAndAgainTakesNoRoom() {
    var values = LatestValues<Int, Int>(countMax: 4, bytesMax: 100)
    for turn in 0..<10_000 {
      values.set(turn, for: turn % 2, bytes: 1)
      values.remove((turn + 1) % 2)
    }
    #expect(values.count == 1 && values.placesCount < 100)
  }
}
