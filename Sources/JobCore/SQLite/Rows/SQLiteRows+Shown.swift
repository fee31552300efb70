// Jobs as they are shown, read as readers do.

extension SQLiteRows {
  func shown(_ ids: [JobID]) throws(StoreError) -> [Job] {
    try JobReading(connection: connection).jobs(ids)
  }
}
