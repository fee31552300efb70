// Rows of `edge` and of `settlement`.

extension SQLiteRows {
  func waiting(_ lines: [WaitingLine], max: Int) throws(StoreError) -> [EdgeRow] {
    let row = try statement(EdgeSQL.pending)
    var edges: [EdgeRow] = []
    for line in lines where edges.count < max {
      row.bind(WaitingParameter.parentKind, line.parent.edgeKind.rawValue)
      row.bind(WaitingParameter.parentID, line.parent.number)
      row.bind(WaitingParameter.from, line.from.value)
      row.bind(WaitingParameter.max, min(line.max, max - edges.count))
      while try row.step() { edges.append(try EdgeRow(row)) }
    }
    return edges
  }

  func parents(of children: [JobID]) throws(StoreError) -> [EdgeRow] {
    let row = try statement(EdgeSQL.ofChild)
    var edges: [EdgeRow] = []
    for child in children {
      row.bind(inOrder: child, Limits.parentsMax + 1)
      while try row.step() { edges.append(try EdgeRow(row)) }
    }
    return edges
  }

  func waitingMembers(_ lines: [MemberLine]) throws(StoreError) -> [[JobID]] {
    var found: [[JobID]] = []
    for line in lines {
      let row = try connection.statement(BatchSQL.waitingMembers, binding: line.batch, line.after, line.max)
      found.append(try row.allInt64().map { JobID($0) })
    }
    return found
  }

  func writeEdges(_ changes: [EdgeChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let edge):
        let statement = try statement(EdgeSQL.insert)
        statement.bind(EdgeColumn.childID, edge.child.value)
        statement.bind(EdgeColumn.position, edge.position)
        statement.bind(EdgeColumn.parentKind, edge.dependency.parent.edgeKind.rawValue)
        statement.bind(EdgeColumn.parentID, edge.dependency.parent.number)
        statement.bind(EdgeColumn.condition, edge.dependency.on.rawValue)
        statement.bind(EdgeColumn.outcome, edge.outcome.rawValue)
        try statement.run()
      case .decide(let edge):
        let statement = try statement(EdgeSQL.decide)
        statement.bind(EdgeColumn.childID, edge.child.value)
        statement.bind(EdgeColumn.position, edge.position)
        statement.bind(EdgeColumn.outcome, edge.outcome.rawValue)
        try statement.run()
      case .removeAll(let child): try run(EdgeSQL.delete, child)
      }
    }
  }

  // MARK: Settlements

  func settlements(of parents: [Parent]) throws(StoreError) -> [SettlementRow] {
    let row = try statement(SettlementSQL.ofParent)
    var found: [SettlementRow] = []
    for parent in parents {
      row.bind(SettlementColumn.parentKind, parent.edgeKind.rawValue)
      row.bind(SettlementColumn.parentID, parent.number)
      while try row.step() { found.append(try SettlementRow(row)) }
    }
    return found
  }

  func lastSettlement(except marks: Set<Int64>) throws(StoreError) -> SettlementRow? {
    let row = try statement(SettlementSQL.last)
    repeat {
      guard try row.step() else { return nil }
    } while marks.contains(row.int64(SettlementColumn.id))
    defer { row.reset() }
    return try SettlementRow(row)
  }

  func writeSettlements(_ changes: [SettlementChange]) throws(StoreError) {
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

extension EdgeRow {
  fileprivate init(_ row: SQLiteStatement) throws(StoreError) {
    let number = row.int64(EdgeColumn.parentID)
    child = JobID(row.int64(EdgeColumn.childID))
    position = row.int(EdgeColumn.position)
    dependency = Dependency(
      row.int(EdgeColumn.parentKind) == EndedParent.Kind.batch.rawValue ? .batch(BatchID(number)) : .job(JobID(number)),
      on: try EdgeReading.condition(row.int(EdgeColumn.condition)))
    outcome = EdgeOutcome(rawValue: row.int(EdgeColumn.outcome)) ?? .pending
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
