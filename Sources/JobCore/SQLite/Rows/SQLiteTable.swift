// One table, or what belongs to one, on a connection: each has its statements, what it reads and what it writes.

/// Rows of one subject on a SQLite connection.
protocol SQLiteTable {
  var connection: SQLiteConnection { get }
}

extension SQLiteTable {
  func statement(_ sql: NamedSQL) throws(StoreError) -> SQLiteStatement {
    try connection.statement(sql)
  }

  /// Runs a statement whose one parameter is a job.
  func run(_ sql: NamedSQL, _ id: JobID) throws(StoreError) {
    let statement = try statement(sql)
    statement.bind(inOrder: id)
    try statement.run()
  }
}
