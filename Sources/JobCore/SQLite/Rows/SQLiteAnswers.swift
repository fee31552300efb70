// Rows of `idempotency`.

/// Answers to requests with an idempotency key.
struct SQLiteAnswers: SQLiteTable {
  let connection: SQLiteConnection

  func read(_ keys: [String], into found: inout WorkingSet) throws(StoreError) {
    for key in keys {
      let row = try connection.statement(AnswerSQL.get, binding: key)
      guard try row.step() else {
        found.found(nil, answerTo: key)
        continue
      }
      found.found(
        AnswerRow(
          key: key, fingerprint: row.bytes(AnswerColumn.fingerprint) ?? [],
          answer: row.bytes(AnswerColumn.answer) ?? [], createdAt: row.time(AnswerColumn.createdAt)),
        answerTo: key)
      row.reset()
    }
  }

  /// Those that are too old go first: a key that is given anew is not one of them.
  func write(_ rows: [AnswerRow], forgetting aged: AgedAnswers?) throws(StoreError) {
    if let aged { try connection.statement(AnswerSQL.forget, binding: aged.before, aged.max).run() }
    let statement = try statement(AnswerSQL.set)
    for row in rows {
      statement.bind(AnswerColumn.key, row.key)
      statement.bind(AnswerColumn.fingerprint, row.fingerprint)
      statement.bind(AnswerColumn.answer, row.answer)
      statement.bind(AnswerColumn.createdAt, row.createdAt)
      try statement.run()
    }
  }

  func redate(_ changes: [(key: String, at: Timestamp)]) throws(StoreError) {
    for (key, moment) in changes { try connection.statement(AnswerSQL.redate, binding: key, moment).run() }
  }
}
