// Whom to look at of those that were given up, and when.

import Testing

@testable import JobCore

@Suite struct LeftChildrenTests {
  private let pause = Limits.leftChildLookMicros

  @Test func nobodyLooksAtNobody() {
    var left = LeftChildren()
    #expect(left.pauseMicros(5) == nil && left.takeDue(5).isEmpty && left.isEmpty)
  }

  @Test func looksComeAPauseApart() {
    var left = LeftChildren()
    left.add(7, 100)
    left.add(8, 200)
    #expect(left.pauseMicros(100) == pause && left.takeDue(99 + pause).isEmpty)
    #expect(left.takeDue(100 + pause) == [7, 8] && left.isEmpty)
    left.putBack([8])
    #expect(left.takeDue(100 + pause).isEmpty, "it was looked at just now")
    #expect(left.pauseMicros(150 + pause) == pause - 50)
    #expect(left.takeDue(100 + 2 * pause) == [8])
  }

  /// However many there are, a look costs the same, and each has its turn.
  @Test func eachHasItsTurn() {
    let count = 2 * Limits.leftChildrenPerLook + 10
    var left = LeftChildren()
    for pid in 1...count { left.add(Int32(pid), 0) }
    var seen: [Int32] = []
    for look in 1...3 {
      let due = left.takeDue(Int64(look) * pause)
      #expect(due.count <= Limits.leftChildrenPerLook)
      seen += due
      left.putBack(due)
      #expect(left.count == count)
    }
    #expect(Set(seen).count == count)
  }
}
