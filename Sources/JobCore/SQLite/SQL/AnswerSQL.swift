// Statements on `idempotency`: answers that are given again.

/// Statements on `idempotency`.
enum AnswerSQL {
  /// Primary key.
  static let get = NamedSQL(
    "idempotency.get", giving: AnswerColumn.self, "SELECT \(AnswerColumn.list) FROM idempotency WHERE key = ?1")

  /// Primary key.
  static let set = NamedSQL(
    "idempotency.set",
    """
    INSERT INTO idempotency (\(AnswerColumn.list)) VALUES (\(AnswerColumn.parameters))
    ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, answer = excluded.answer,
      created_at = excluded.created_at
    """)

  /// Index idempotency_age: the oldest of those that are too old.
  static let forget = NamedSQL(
    "idempotency.forget",
    """
    DELETE FROM idempotency WHERE key IN
      (SELECT key FROM idempotency WHERE created_at < ?1 ORDER BY created_at LIMIT ?2)
    """)

  /// Index idempotency_age, a page: answers that were given at a time that has not been yet.
  static let ahead = NamedSQL(
    "idempotency.ahead", "SELECT key FROM idempotency WHERE created_at > ?1 ORDER BY created_at LIMIT ?2")

  /// Primary key.
  static let redate = NamedSQL("idempotency.redate", "UPDATE idempotency SET created_at = ?2 WHERE key = ?1")

  static let all = [get, set, forget, ahead, redate]
}
