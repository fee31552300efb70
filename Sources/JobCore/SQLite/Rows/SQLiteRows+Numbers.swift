// Numbers in `meta`: how far those have come that are given out once.

extension SQLiteRows {
  func writeNumbers(_ numbers: [(kind: IssuedNumbers.Kind, last: Int64)]) throws(StoreError) {
    let statement = try statement(StoreSQL.setMeta)
    for (kind, last) in numbers {
      statement.bind(MetaColumn.name, kind.rawValue)
      statement.bind(MetaColumn.value, last)
      try statement.run()
    }
  }
}
