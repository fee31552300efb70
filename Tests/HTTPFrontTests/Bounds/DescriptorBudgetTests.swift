// Shares of the open files: nothing that is shared out goes beyond the limit, and a small limit leaves something for all.

import Testing

@testable import HTTPFront

@Suite struct DescriptorBudgetTests {
  @Test func whatIsAskedForIsGivenWhereThereIsRoom() {
    let budget = DescriptorBudget(limit: 524_288, own: 46, slots: 500, callbacks: 256, connections: 4_096)
    #expect(budget.slotsMax == 500)
    #expect(budget.connectionsMax == 4_096)
    #expect(budget.callbacksMax == 256)
    #expect(budget.reserve == 256)
    #expect(!budget.isTooSmall)
  }

  @Test(arguments: [64, 80, 128, 256, 1_024, 4_096, 20_000], [1, 2, 16, 10_000])
  func sharesAreWithinTheLimit(limit: Int, slots: Int) {
    let budget = DescriptorBudget(limit: limit, own: 44, slots: slots, callbacks: 256, connections: 4_096)
    let jobs = budget.slotsMax * DescriptorBudget.perSlot + budget.callbacksMax * DescriptorBudget.perCallback
    let shared = budget.own + budget.reserve + jobs + budget.connectionsMax
    #expect(shared <= limit)
    #expect(budget.reserve >= 8)
    #expect((1...slots).contains(budget.slotsMax))
    #expect((2...4_096).contains(budget.connectionsMax))
    #expect(!budget.isTooSmall)
  }

  @Test func jobsLeaveAQuarterToConnections() {
    let budget = DescriptorBudget(limit: 1_024, own: 96, slots: 10_000, callbacks: 256, connections: 4_096)
    // 1,024 − 96 − 128 = 800, of which callbacks have 99.
    #expect(budget.callbacksMax == 33)
    #expect(budget.slotsMax == 105)
    #expect(budget.connectionsMax == 176)
  }

  @Test func tooSmallALimitIsSaid() {
    let budget = DescriptorBudget(limit: 32, own: 44, slots: 4, callbacks: 256, connections: 4_096)
    #expect(budget.isTooSmall)
    #expect(budget.slotsMax == 1)
    #expect(budget.connectionsMax == 2)
  }

  @Test func withoutALimitThereIsNone() {
    let budget = DescriptorBudget(limit: .max, own: 44, slots: 4, callbacks: 256, connections: 100_000)
    #expect(budget.connectionsMax == 100_000)
    #expect(!budget.isTooSmall)
  }
}
