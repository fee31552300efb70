// Rows of `edge` to parents and children, for the writer and for readers.

/// The coding of `edge`; reads `EdgeSQL.parents`.
enum EdgeReading {
  static func parent(_ row: SQLiteStatement) -> Parent {
    row.int(0) == EndedParent.Kind.batch.rawValue ? .batch(BatchID(row.int64(1))) : .job(JobID(row.int64(1)))
  }

  static func condition(_ number: Int) throws(StoreError) -> EndCondition {
    guard let condition = EndCondition(rawValue: number) else {
      throw .unreadable(statement: "edge.condition", message: "\(number) is not a condition")
    }
    return condition
  }

  static func links(_ row: SQLiteStatement) throws(StoreError) -> [ParentLink] {
    var links: [ParentLink] = []
    while try row.step() {
      let outcome = EdgeOutcome(rawValue: row.int(3)) ?? .pending
      links.append(
        ParentLink(
          parent: parent(row), on: EndCondition(rawValue: row.int(2)) ?? .any,
          isMet: outcome == .pending ? nil : outcome == .met))
    }
    return links
  }

  /// The parents that are jobs and still there, and those that are batches, each in the order given.
  static func results(_ row: SQLiteStatement) throws(StoreError) -> (jobs: [ParentResult], batches: [BatchID]) {
    var results: (jobs: [ParentResult], batches: [BatchID]) = ([], [])
    while try row.step() {
      switch parent(row) {
      case .batch(let id): results.batches.append(id)
      case .job(let id):
        if row.optionalInt(4) == nil { continue }
        results.jobs.append(try result(id, row, from: 4))
      }
    }
    return results
  }

  /// Reads `BatchSQL.memberResults`.
  static func members(_ row: SQLiteStatement) throws(StoreError) -> [ParentResult] {
    var members: [ParentResult] = []
    while try row.step() {
      members.append(try result(JobID(row.int64(0)), row, from: 1))
    }
    return members
  }

  /// The columns `state, starts, kind, flags, stdout_bytes`, of which the first is `column`.
  private static func result(
    _ id: JobID, _ row: SQLiteStatement, from column: Int32
  ) throws(StoreError) -> ParentResult {
    ParentResult(
      id: id, state: try JobState.stored(row.int(column)), starts: row.int(column + 1),
      kind: JobKind(rawValue: row.int(column + 2)) ?? .handler,
      hasResult: JobFlags(rawValue: row.int64(column + 3)).contains(.hasResult), stdoutBytes: row.int64(column + 4))
  }
}
