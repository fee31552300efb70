// Rows in the order of their times.

/// What of several tables is due.
struct SQLiteTimes: SQLiteTable, DueRows {
  let connection: SQLiteConnection

  func moments(
    _ kind: MomentKind, after last: RowMoment, by end: Timestamp, max: Int
  ) throws(StoreError) -> [RowMoment] {
    let row = try connection.statement(MomentSQL.page(kind), binding: last.at, last.id, end, max)
    var found: [RowMoment] = []
    while try row.step() { found.append(RowMoment(at: row.time(MomentColumn.at), id: row.int64(MomentColumn.id))) }
    return found
  }

  func earliest(_ kinds: [MomentKind]) throws(StoreError) -> [Timestamp?] {
    var moments: [Timestamp?] = []
    for kind in kinds {
      let row = try statement(MomentSQL.earliest(kind))
      moments.append(try row.step() ? row.onlyOptionalTime : nil)
      row.reset()
    }
    return moments
  }

  func answers(after moment: Timestamp, max: Int) throws(StoreError) -> [String] {
    let row = try connection.statement(AnswerSQL.ahead, binding: moment, max)
    var keys: [String] = []
    while try row.step() { if let key = row.onlyString { keys.append(key) } }
    return keys
  }
}
