// Who waits for whom, and the marks of ends, in their order: asked of the tables that have them.

extension SQLiteRows {
  func waiting(_ lines: [WaitingLine], max: Int) throws(StoreError) -> [EdgeRow] {
    try SQLiteEdges(connection: connection).waiting(lines, max: max)
  }

  func lastSettlement(except marks: Set<Int64>) throws(StoreError) -> SettlementRow? {
    try SQLiteSettlements(connection: connection).last(except: marks)
  }
}
