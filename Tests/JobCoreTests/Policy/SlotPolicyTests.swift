// What a job takes of the slots there are: never more than there are, never so many that it could not start.

import Testing

@testable import JobCore

@Suite struct SlotPolicyTests {
  @Test func jobThatNeedsMoreThanItsQueueHasTakesAllOfIt() {
    #expect(SlotPolicy.inQueue(3, queueSlots: nil) == 3)
    #expect(SlotPolicy.inQueue(3, queueSlots: 4) == 3)
    #expect(SlotPolicy.inQueue(3, queueSlots: 2) == 2)
    // A queue of no slots is closed for other reasons; a job of it still weighs something.
    #expect(SlotPolicy.inQueue(3, queueSlots: 0) == 1)
  }

  @Test func jobTakesNoMoreOfTheDaemonThanOfItsQueue() {
    #expect(SlotPolicy.inDaemon(8, queueSlots: nil, slotsTotal: 4) == 4)
    #expect(SlotPolicy.inDaemon(8, queueSlots: 2, slotsTotal: 4) == 2)
    #expect(SlotPolicy.inDaemon(1, queueSlots: 2, slotsTotal: 4) == 1)
  }
}
