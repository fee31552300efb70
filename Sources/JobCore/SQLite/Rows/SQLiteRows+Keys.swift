// Rows of `unique_key`, `limit_key` and `queue`.

extension SQLiteRows {
  func readUniques(_ keys: [String], into found: inout WorkingSet) throws(StoreError) {
    let row = try statement(KeySQL.unique)
    for key in keys {
      row.bind(1, key)
      guard try row.step() else {
        found.found(nil, key: key)
        continue
      }
      let freeAt = row.optionalInt64(1).map(Timestamp.init(micros:))
      found.found(UniqueRow(key: key, job: JobID(row.int64(0)), freeAt: freeAt), key: key)
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
        statement.bind(1, key)
        statement.bind(2, id.value)
        statement.bind(3, moment.micros)
        try statement.run()
      }
    }
  }

  func writeLimitKeys(_ changes: [LimitKeyChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let id, let key, let max):
        let statement = try statement(KeySQL.insertLimit)
        statement.bind(1, id)
        statement.bind(2, key)
        statement.bind(3, max)
        try statement.run()
      case .set(let id, let max):
        let statement = try statement(KeySQL.setLimit)
        statement.bind(1, id)
        statement.bind(2, max)
        try statement.run()
      case .remove(let id):
        let statement = try statement(KeySQL.deleteLimit)
        statement.bind(1, id)
        try statement.run()
      }
    }
  }

  func writeQueues(_ queues: [(id: Int64, name: String)]) throws(StoreError) {
    let statement = try statement(StoreSQL.insertQueue)
    for (id, name) in queues {
      statement.bind(1, id)
      statement.bind(2, name)
      statement.bind(3, Int64?.none)
      statement.bind(4, 0)
      try statement.run()
    }
  }

  private func run(_ sql: NamedSQL, _ key: String, _ id: JobID) throws(StoreError) {
    let statement = try statement(sql)
    statement.bind(1, key)
    statement.bind(2, id.value)
    try statement.run()
  }
}
