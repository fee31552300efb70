// A transaction does so much, and says how much is left.

import Testing

@testable import JobCore

@Suite struct BudgetTests {
  @Test func isCountedFromWhereTheTransactionBegan() {
    var budget = Budget(max: 100)
    budget.before = 1_000
    #expect(!budget.isPieceDone(1_049) && budget.isPieceDone(1_050))
    #expect(!budget.isExhausted(1_099) && budget.isExhausted(1_100))
    #expect(budget.left(1_030) == 70 && budget.left(5_000) == 0)
    #expect(budget.leftOfPiece(1_030) == 20 && budget.leftOfPiece(1_060) == 0)
  }
}
