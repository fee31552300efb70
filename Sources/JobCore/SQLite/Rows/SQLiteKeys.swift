// Rows of `unique_key` and `limit_key`.

/// Who has a unique key, and what limit keys there are.
struct SQLiteKeys: SQLiteTable {
  let connection: SQLiteConnection

  func readUniques(_ keys: [String], into found: inout WorkingSet) throws(StoreError) {
    let row = try statement(KeySQL.unique)
    for key in keys {
      row.bind(UniqueKeyColumn.key, key)
      guard try row.step() else {
        found.found(nil, key: key)
        continue
      }
      let (job, freeAt) = (JobID(row.int64(UniqueKeyColumn.jobID)), row.optionalTime(UniqueKeyColumn.freeAt))
      found.found(UniqueRow(key: key, job: job, freeAt: freeAt), key: key)
      row.reset()
    }
  }

  func writeUniques(_ changes: [UniqueChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .take(let key, let id): try run(KeySQL.takeUnique, key, id)
      case .free(let key, let id): try run(KeySQL.freeUnique, key, id)
      case .hold(let key, let id, let moment):
        let statement = try statement(KeySQL.holdUnique)
        statement.bind(UniqueKeyColumn.key, key)
        statement.bind(UniqueKeyColumn.jobID, id.value)
        statement.bind(UniqueKeyColumn.freeAt, moment.micros)
        try statement.run()
      }
    }
  }

  func writeLimitKeys(_ changes: [LimitKeyChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let id, let key, let max):
        let statement = try statement(KeySQL.insertLimit)
        statement.bind(LimitKeyColumn.id, id)
        statement.bind(LimitKeyColumn.key, key)
        statement.bind(LimitKeyColumn.max, max)
        try statement.run()
      case .set(let id, let max):
        let statement = try statement(KeySQL.setLimit)
        statement.bind(LimitKeyColumn.id, id)
        statement.bind(LimitKeyColumn.max, max)
        try statement.run()
      case .remove(let id):
        try connection.statement(KeySQL.deleteLimit, binding: id).run()
      }
    }
  }

  private func run(_ sql: NamedSQL, _ key: String, _ id: JobID) throws(StoreError) {
    let statement = try statement(sql)
    statement.bind(UniqueKeyColumn.key, key)
    statement.bind(UniqueKeyColumn.jobID, id.value)
    try statement.run()
  }
}
