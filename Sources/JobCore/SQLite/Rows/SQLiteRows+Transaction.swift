// A transaction of the writer's connection.

extension SQLiteRows {
  var hasWritten: Bool { connection.totalChanges != changesBefore }

  func begin() throws(StoreError) {
    changesBefore = connection.totalChanges
    try statement(StoreSQL.begin).run()
  }

  func commit() throws(StoreError) {
    do throws(StoreError) {
      try statement(StoreSQL.commit).run()
    } catch {
      guard hasWritten, SQLiteFailure.leavesOpen(connection.lastCode) else { throw error }
      throw .outcomeUnknown(statement: StoreSQL.commit.name, message: "\(error)")
    }
  }

  /// Should even this fail, SQLite undoes it at the next BEGIN's failure or at reopening: nothing was committed, which is
  /// all its caller relies on.
  func rollBack() {
    if !connection.isInTransaction { return }
    // A statement that was left in the middle of its rows would give them to whoever runs it next.
    connection.resetStatements()
    do throws(StoreError) { try statement(StoreSQL.rollback).run() } catch {}
  }

  func close() {
    connection.close()
  }
}
