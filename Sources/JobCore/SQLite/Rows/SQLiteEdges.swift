// Rows of `edge`: parents, and the jobs that wait for them.

/// Who waits for whom.
struct SQLiteEdges: SQLiteTable {
  let connection: SQLiteConnection

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

  func readParents(_ children: [JobID], into found: inout LookedUp) throws(StoreError) {
    let row = try statement(EdgeSQL.ofChild)
    for child in children {
      row.bind(inOrder: child, Limits.parentsMax + 1)
      while try row.step() { found.parents.append(try EdgeRow(row)) }
    }
  }

  func readResults(_ children: [JobID], into found: inout LookedUp) throws(StoreError) {
    for child in children {
      let row = try connection.statement(EdgeSQL.parents, binding: child, Limits.parentsMax + 1)
      let results = try EdgeReading.results(row)
      found.parentResults[child] = ParentResults(jobs: results.jobs, batches: results.batches)
    }
  }

  func write(_ changes: [EdgeChange]) throws(StoreError) {
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
