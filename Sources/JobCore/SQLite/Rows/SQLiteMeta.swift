// Numbers in `meta`: how far those have come that are given out once, and others by their names.

/// Single numbers, by their names.
struct SQLiteMeta: SQLiteTable {
  let connection: SQLiteConnection

  func write(_ values: [(name: String, value: Int64)]) throws(StoreError) {
    let statement = try statement(StoreSQL.setMeta)
    for (name, value) in values {
      statement.bind(MetaColumn.name, name)
      statement.bind(MetaColumn.value, value)
      try statement.run()
    }
  }
}
