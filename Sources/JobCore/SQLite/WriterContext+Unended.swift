// The look for a job that has not ended, past those that have, of which there may be very many.

/// What such a look has found.
enum UnendedLook {
  case found(JobID)
  case none
  /// The transaction has done enough; the next one goes on behind this id.
  case unfinished(after: Int64)
}

extension WriterContext {
  /// - Parameter sql: the ids of jobs and their states, of ?1, behind the id ?2, in their order, at most ?3 of them.
  func lookForUnended(_ sql: NamedSQL, of id: Int64, after first: Int64) throws(StoreError) -> UnendedLook {
    var last = first
    while true {
      let row = try statement(sql)
      row.bind(1, id)
      row.bind(2, last)
      row.bind(3, Limits.edgesPage)
      var count = 0
      while try row.step() {
        last = row.int64(0)
        count += 1
        if try !JobState.stored(row.int(1)).isTerminal {
          row.reset()
          return .found(JobID(last))
        }
      }
      if count < Limits.edgesPage { return .none }
      if isPieceDone { return .unfinished(after: last) }
    }
  }
}
