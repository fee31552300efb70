// Which ready job starts first, across all queues.

import Testing

@testable import JobCore

@Suite struct ClaimOrderTests {
  private typealias Candidate = ClaimOrder.Candidate

  @Test func priorityComesFirstThenTheTimeItBecameReadyThenTheId() {
    let inOrder = [
      Candidate(id: 9, priority: 5, readyAt: 9), Candidate(id: 4, priority: 0, readyAt: 1),
      Candidate(id: 2, priority: 0, readyAt: 2), Candidate(id: 3, priority: 0, readyAt: 2),
      Candidate(id: 1, priority: -1, readyAt: 0),
    ]
    #expect(inOrder.reversed().sorted(by: ClaimOrder.precedes) == inOrder)
    for (place, left) in inOrder.enumerated() {
      for (other, right) in inOrder.enumerated() { #expect(ClaimOrder.precedes(left, right) == (place < other)) }
    }
  }

  @Test func waitingGainsAPriorityForEachFullStep() {
    #expect(ClaimOrder.gained(waitedMicros: 99, agingMicros: 100) == 0)
    #expect(ClaimOrder.gained(waitedMicros: 100, agingMicros: 100) == 1)
    #expect(ClaimOrder.gained(waitedMicros: 1_050, agingMicros: 100) == 10)
  }

  @Test func clockThatWasSetBackAndStepsOfNothingAreHarmless() {
    #expect(ClaimOrder.gained(waitedMicros: -1_000, agingMicros: 100) == 0)
    #expect(ClaimOrder.gained(waitedMicros: 7, agingMicros: 0) == 7)
    #expect(ClaimOrder.gained(waitedMicros: .max, agingMicros: 1) == Int(Int32.max))
  }
}
