// The connection below a transaction.

@testable import JobCore

extension Transaction {
  /// For tests of what only the store on SQLite has.
  var connection: SQLiteConnection {
    guard let rows = rows as? SQLiteRows else { preconditionFailure("the rows are those of another store") }
    return rows.connection
  }
}
