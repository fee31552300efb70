// Rows of `edge` to parents and children, for the writer and for readers.

/// The coding of `edge`.
enum EdgeReading {
  private static func parent(_ row: SQLiteStatement) -> Parent {
    let number = row.int64(ParentColumn.parentID)
    let isBatch = row.int(ParentColumn.parentKind) == EndedParent.Kind.batch.rawValue
    return isBatch ? .batch(BatchID(number)) : .job(JobID(number))
  }

  static func condition(_ number: Int) throws(StoreError) -> EndCondition {
    guard let condition = EndCondition(rawValue: number) else {
      throw .unreadable(statement: "edge.condition", message: "\(number) is not a condition")
    }
    return condition
  }

  /// Reads `EdgeSQL.parents`.
  static func links(_ row: SQLiteStatement) throws(StoreError) -> [ParentLink] {
    var links: [ParentLink] = []
    while try row.step() {
      let outcome = EdgeOutcome(rawValue: row.int(ParentColumn.outcome)) ?? .pending
      links.append(
        ParentLink(
          parent: parent(row), on: EndCondition(rawValue: row.int(ParentColumn.condition)) ?? .any,
          isMet: outcome == .pending ? nil : outcome == .met))
    }
    return links
  }

  /// Reads `EdgeSQL.parents`: the parents that are jobs and still there, and those that are batches, each in the order
  /// given.
  static func results(_ row: SQLiteStatement) throws(StoreError) -> (jobs: [ParentResult], batches: [BatchID]) {
    var results: (jobs: [ParentResult], batches: [BatchID]) = ([], [])
    while try row.step() {
      switch parent(row) {
      case .batch(let id): results.batches.append(id)
      case .job(let id):
        if row.optionalInt(ParentColumn.state) == nil { continue }
        results.jobs.append(try result(id, row, ParentColumn.self))
      }
    }
    return results
  }

  /// Reads `BatchSQL.memberResults`.
  static func members(_ row: SQLiteStatement) throws(StoreError) -> [ParentResult] {
    var members: [ParentResult] = []
    while try row.step() {
      members.append(try result(JobID(row.int64(MemberColumn.id)), row, MemberColumn.self))
    }
    return members
  }

  private static func result<Column: ResultColumn>(
    _ id: JobID, _ row: SQLiteStatement, _ columns: Column.Type
  ) throws(StoreError) -> ParentResult {
    ParentResult(
      id: id, state: try JobState.stored(row.int(Column.state), of: id), starts: row.int(Column.starts),
      kind: JobKind(rawValue: row.int(Column.kind)) ?? .handler,
      hasResult: JobFlags(rawValue: row.int64(Column.flags)).contains(.hasResult),
      stdoutBytes: row.int64(Column.stdoutBytes))
  }
}
