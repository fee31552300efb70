// What keeps a rule that is broken from being written: a move that is none, or of a job that is not as it was read,
// throws, and the transaction is undone; in release builds too.

extension WriterContext {
  /// Throws unless a job may go from one state to the other; staying in a state that is not final is no move.
  func allow(_ id: JobID, _ sql: NamedSQL, from: JobState, to next: JobState) throws(StoreError) {
    if from.canMove(to: next) || (from == next && !from.isTerminal) { return }
    throw .illegal(
      statement: sql.name, message: "job \(id) is \(from.name), and from there it does not become \(next.name)")
  }

  /// Runs a change of a job that names in its WHERE what was decided on; throws if that is not so any more.
  func change(_ id: JobID, _ sql: NamedSQL, _ statement: SQLiteStatement) throws(StoreError) {
    if try statement.runCounting() == 1 { return }
    throw .illegal(statement: sql.name, message: "job \(id) is not as it was when this was decided")
  }

  /// Sets and clears flags, whatever else has been done to them since they were read.
  func setFlags(_ added: JobFlags, clearing removed: JobFlags = [], of id: JobID) throws(StoreError) {
    let statement = try statement(JobSQL.setFlags)
    statement.bind(1, id.value)
    statement.bind(2, added.rawValue)
    statement.bind(3, removed.rawValue)
    try statement.run()
  }
}
