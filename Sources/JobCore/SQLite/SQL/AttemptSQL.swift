// Statements on `attempt`: the history. A row is written once, when the attempt ends.

/// Statements on `attempt`.
enum AttemptSQL {
  static let insert = NamedSQL(
    "attempt.insert",
    """
    INSERT INTO attempt (\(AttemptColumn.list)) VALUES (\(AttemptColumn.parameters))
    """)

  /// Primary key, the latest, newest first.
  static let latest = NamedSQL(
    "attempt.latest", giving: AttemptColumn.shown,
    "SELECT \(AttemptColumn.list(AttemptColumn.shown)) FROM attempt WHERE job_id = ?1 ORDER BY start DESC LIMIT ?2")

  /// Primary key: the latest try that counted as this attempt.
  static let startOf = NamedSQL(
    "attempt.startOf", giving: LatestStartColumn.self,
    "SELECT \(LatestStartColumn.list) FROM attempt WHERE job_id = ?1 AND attempt = ?2")

  /// Primary key.
  static let result = NamedSQL("attempt.result", "SELECT result FROM attempt WHERE job_id = ?1 AND start = ?2")

  /// Primary key: the head of the last answer to a request.
  static let http = NamedSQL(
    "attempt.http", "SELECT http FROM attempt WHERE job_id = ?1 AND http IS NOT NULL ORDER BY start DESC LIMIT 1")

  /// Primary key: what came of the attempts up to one of them, the latest first.
  static let fates = NamedSQL(
    "attempt.fates", giving: AttemptFateColumn.self,
    """
    SELECT \(AttemptFateColumn.list) FROM attempt WHERE job_id = ?1 AND start <= ?2 AND outcome >= ?3
    ORDER BY start DESC LIMIT ?4
    """)

  /// Primary key.
  static let remove = NamedSQL("attempt.remove", "DELETE FROM attempt WHERE job_id = ?1 AND start = ?2")

  /// Primary key: the starts of which something may be left.
  static let starts = NamedSQL("attempt.starts", "SELECT start FROM attempt WHERE job_id = ?1")

  /// Primary key.
  static let delete = NamedSQL("attempt.delete", "DELETE FROM attempt WHERE job_id = ?1")

  static let all = [insert, latest, startOf, result, http, fates, remove, starts, delete]
}
