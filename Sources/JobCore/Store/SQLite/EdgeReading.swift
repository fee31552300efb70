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
      let outcome = DependencyPolicy.EdgeOutcome(rawValue: row.int(3)) ?? .pending
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
        guard let state = row.optionalInt(4) else { continue }
        results.jobs.append(try result(id, state: state, starts: row.int(5), kind: row.int(6)))
      }
    }
    return results
  }

  /// Reads `BatchSQL.memberResults`.
  static func members(_ row: SQLiteStatement) throws(StoreError) -> [ParentResult] {
    var members: [ParentResult] = []
    while try row.step() {
      members.append(try result(JobID(row.int64(0)), state: row.int(1), starts: row.int(2), kind: row.int(3)))
    }
    return members
  }

  private static func result(_ id: JobID, state: Int, starts: Int, kind: Int) throws(StoreError) -> ParentResult {
    ParentResult(
      id: id, state: try JobState.stored(state), starts: starts, kind: JobKind(rawValue: kind) ?? .handler)
  }
}
