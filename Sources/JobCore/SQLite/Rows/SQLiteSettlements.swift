// Rows of `settlement`.

/// Ends whose consequences are not all drawn.
struct SQLiteSettlements: SQLiteTable {
  let connection: SQLiteConnection

  func read(_ parents: [Parent], into found: inout LookedUp) throws(StoreError) {
    let row = try statement(SettlementSQL.ofParent)
    for parent in parents {
      row.bind(SettlementColumn.parentKind, parent.edgeKind.rawValue)
      row.bind(SettlementColumn.parentID, parent.number)
      while try row.step() { found.settlements.append(try SettlementRow(row)) }
    }
  }

  func last(except marks: Set<Int64>) throws(StoreError) -> SettlementRow? {
    let row = try statement(SettlementSQL.last)
    repeat {
      guard try row.step() else { return nil }
    } while marks.contains(row.int64(SettlementColumn.id))
    defer { row.reset() }
    return try SettlementRow(row)
  }

  func write(_ changes: [SettlementChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let mark):
        let statement = try statement(SettlementSQL.insert)
        statement.bind(SettlementColumn.parentKind, mark.parent.edgeKind.rawValue)
        statement.bind(SettlementColumn.parentID, mark.parent.number)
        statement.bind(SettlementColumn.isSuccess, mark.isSuccess)
        statement.bind(SettlementColumn.afterChild, mark.child.value)
        try statement.run()
      case .advance(let mark):
        let statement = try statement(SettlementSQL.advance)
        statement.bind(SettlementColumn.id, mark.id)
        statement.bind(SettlementColumn.afterChild, mark.child.value)
        try statement.run()
      case .remove(let mark):
        let statement = try statement(SettlementSQL.delete)
        statement.bind(SettlementColumn.id, mark.id)
        try statement.run()
      }
    }
  }
}

extension SettlementRow {
  fileprivate init(_ row: SQLiteStatement) throws(StoreError) {
    guard let kind = EndedParent.Kind(rawValue: row.int(SettlementColumn.parentKind)) else {
      let number = row.int(SettlementColumn.parentKind)
      throw .unreadable(statement: SettlementSQL.last.name, message: "\(number) is not a kind of parent")
    }
    let number = row.int64(SettlementColumn.parentID)
    id = row.int64(SettlementColumn.id)
    parent = kind == .batch ? .batch(BatchID(number)) : .job(JobID(number))
    isSuccess = row.bool(SettlementColumn.isSuccess)
    child = JobID(row.int64(SettlementColumn.afterChild))
  }
}
