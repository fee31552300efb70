// Statements on `progress` and `checkpoint`: what a running job says of itself, and what it leaves for its next attempt.

/// Statements on `progress` and `checkpoint`.
enum ProgressSQL {
  /// Primary key.
  static let set = NamedSQL(
    "progress.set",
    """
    INSERT INTO progress (\(ProgressColumn.list)) VALUES (\(ProgressColumn.parameters))
    ON CONFLICT (job_id) DO UPDATE SET start = excluded.start, fraction = excluded.fraction, done = excluded.done,
      total = excluded.total, note = excluded.note, reported_at = excluded.reported_at
    """)

  /// Primary key: of this start of the job, none of an earlier one.
  static let get = NamedSQL(
    "progress.get", giving: ProgressColumn.self,
    "SELECT \(ProgressColumn.list) FROM progress WHERE job_id = ?1 AND start = ?2")

  /// Primary key.
  static let delete = NamedSQL("progress.delete", "DELETE FROM progress WHERE job_id = ?1")

  /// Primary key.
  static let setCheckpoint = NamedSQL(
    "checkpoint.set",
    """
    INSERT INTO checkpoint (job_id, data) VALUES (?1, ?2) ON CONFLICT (job_id) DO UPDATE SET data = excluded.data
    """)

  /// Primary key.
  static let checkpoint = NamedSQL("checkpoint.get", "SELECT data FROM checkpoint WHERE job_id = ?1")

  /// Primary key.
  static let deleteCheckpoint = NamedSQL("checkpoint.delete", "DELETE FROM checkpoint WHERE job_id = ?1")

  static let all = [set, get, delete, setCheckpoint, checkpoint, deleteCheckpoint]
}
