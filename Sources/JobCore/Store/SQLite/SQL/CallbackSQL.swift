// Statements on `callback`: who is told about the end of a job.

/// Statements on `callback`.
enum CallbackSQL {
  static let columns = "id, job_id, condition, url, argv, state, tries, next_at, delivered_at, last_error"

  static let insert = NamedSQL(
    "callback.insert",
    "INSERT INTO callback (id, job_id, condition, url, argv, state, next_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")

  /// Index callback_job: in the order in which they are called.
  static let ofJob = NamedSQL(
    "callback.ofJob", "SELECT \(columns) FROM callback WHERE job_id = ?1 ORDER BY id")

  /// Index callback_job: the job has ended; those whose condition holds are due, the others never will be.
  static let end = NamedSQL(
    "callback.end",
    """
    UPDATE callback SET state = iif(condition IN (?2, 3), 1, 4), next_at = iif(condition IN (?2, 3), ?3, NULL)
    WHERE job_id = ?1 AND state = 0
    """)

  /// Index callback_job: the job runs again, and its next end is told as well.
  static let renew = NamedSQL(
    "callback.renew",
    """
    UPDATE callback SET state = 0, tries = 0, next_at = NULL, delivered_at = NULL, last_error = NULL
    WHERE job_id = ?1
    """)

  /// Index callback_due, oldest first.
  static let due = NamedSQL(
    "callback.due",
    """
    SELECT \(columns) FROM callback INDEXED BY callback_due WHERE state = 1 AND next_at <= ?1
    ORDER BY next_at, id LIMIT ?2
    """)

  /// Index callback_due.
  static let next = NamedSQL(
    "callback.next",
    """
    SELECT next_at, job_id FROM callback INDEXED BY callback_due WHERE state = 1 ORDER BY next_at, id LIMIT ?1
    """)

  /// Index callback_due, a page: those that are not due yet.
  static let ahead = NamedSQL(
    "callback.ahead",
    """
    SELECT id, tries, next_at FROM callback INDEXED BY callback_due
    WHERE state = 1 AND (next_at, id) > (?1, ?2) ORDER BY next_at, id LIMIT ?3
    """)

  /// Primary key.
  static let setNextAt = NamedSQL("callback.setNextAt", "UPDATE callback SET next_at = ?2 WHERE id = ?1 AND state = 1")

  /// Primary key; without effect on one that was removed or renewed meanwhile: what was due at another moment is due
  /// for another end of the job.
  static let record = NamedSQL(
    "callback.record",
    """
    UPDATE callback SET state = ?2, tries = tries + 1, next_at = ?3, delivered_at = ?4, last_error = ?5
    WHERE id = ?1 AND state = 1 AND next_at = ?6
    """)

  /// Index callback_job.
  static let dueOfJob = NamedSQL(
    "callback.dueOfJob", "SELECT 1 FROM callback WHERE job_id = ?1 AND state = 1 LIMIT 1")

  /// Index callback_job.
  static let removeOpen = NamedSQL("callback.removeOpen", "DELETE FROM callback WHERE job_id = ?1 AND state IN (0, 1)")

  /// Index callback_job.
  static let delete = NamedSQL("callback.delete", "DELETE FROM callback WHERE job_id = ?1")

  static let all = [insert, ofJob, end, renew, due, next, ahead, setNextAt, record, dueOfJob, removeOpen, delete]
}
