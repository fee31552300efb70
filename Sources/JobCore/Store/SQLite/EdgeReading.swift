// Rows of `edge` to parents and children, for the writer and for readers.

/// The coding of `edge`; reads `EdgeSQL.parents`.
enum EdgeReading {
  static func parent(_ row: SQLiteStatement) -> Parent {
    row.int(0) == EndedParent.Kind.batch.rawValue ? .batch(BatchID(row.int64(1))) : .job(JobID(row.int64(1)))
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

  /// The parents that are jobs and still there, in the order given.
  static func results(_ row: SQLiteStatement) throws(StoreError) -> [ParentResult] {
    var results: [ParentResult] = []
    while try row.step() {
      guard row.int(0) == EndedParent.Kind.job.rawValue, let state = row.optionalInt(4) else { continue }
      results.append(
        ParentResult(
          id: JobID(row.int64(1)), state: try JobState.stored(state), starts: row.int(5),
          kind: JobKind(rawValue: row.int(6)) ?? .handler))
    }
    return results
  }
}
