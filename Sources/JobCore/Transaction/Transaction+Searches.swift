// Searches that several rules have in common.

extension Transaction {
  func ready(_ lines: [ReadyLine]) throws(StoreError) -> [[JobRow]] {
    if lines.isEmpty { return [] }
    try flush()
    return note(try rows.ready(lines))
  }

  func inLine(_ lines: [LimitLine]) throws(StoreError) -> [[JobRow]] {
    if lines.isEmpty { return [] }
    try flush()
    return note(try rows.inLine(lines))
  }

  func waiting(_ lines: [WaitingLine], max: Int) throws(StoreError) -> [EdgeRow] {
    if lines.isEmpty { return [] }
    try flush()
    return try rows.waiting(lines, max: max)
  }

  func settlements(of parents: [Parent]) throws(StoreError) -> [SettlementRow] {
    if ledger.backlog.settlementCount == 0 { return [] }
    try flush()
    return try rows.look(Wants(settlements: parents)).settlements
  }

  /// The mark that was made last and is not set aside.
  func lastSettlement() throws(StoreError) -> SettlementRow? {
    if ledger.backlog.settlementCount == 0 { return nil }
    try flush()
    return try rows.lastSettlement(except: course.setAside.settlements)
  }

  private func note(_ found: [[JobRow]]) -> [[JobRow]] {
    for rows in found {
      for row in rows { working.found(row) }
    }
    return found
  }
}
