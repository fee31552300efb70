// The columns of `idempotency`.

/// As `AnswerRow` has them.
enum AnswerColumn: Int32, SQLiteColumn {
  case key
  case fingerprint
  case answer
  case createdAt
}
