// Statements on `lease`: attempts that are carried out outside of jobd.

/// Statements on `lease`.
enum LeaseSQL {
  static let insert = NamedSQL(
    "lease.insert",
    """
    INSERT INTO lease (job_id, secret, lease, began_at, expires_at, timeout_at, deadline_at, wake_at, worker, claimed_by)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    """)

  /// Primary key.
  static let get = NamedSQL(
    "lease.get",
    """
    SELECT secret, lease, began_at, expires_at, timeout_at, deadline_at, stop_cause, stop_reason, told_at, end_at,
      is_touched, worker, claimed_by
    FROM lease WHERE job_id = ?1
    """)

  /// Primary key.
  static let renew = NamedSQL(
    "lease.renew", "UPDATE lease SET expires_at = ?2, wake_at = ?3, is_touched = 1 WHERE job_id = ?1")

  /// Primary key.
  static let touch = NamedSQL("lease.touch", "UPDATE lease SET is_touched = 1 WHERE job_id = ?1")

  /// Primary key.
  static let limit = NamedSQL(
    "lease.limit", "UPDATE lease SET timeout_at = ?2, deadline_at = ?3, wake_at = ?4 WHERE job_id = ?1")

  /// Primary key.
  static let stop = NamedSQL(
    "lease.stop",
    "UPDATE lease SET stop_cause = ?2, stop_reason = ?3, end_at = ?4, wake_at = ?5, told_at = ?6 WHERE job_id = ?1")

  /// Primary key: a page of them.
  static let ids = NamedSQL("lease.ids", "SELECT job_id FROM lease WHERE job_id > ?1 ORDER BY job_id LIMIT ?2")

  /// Primary key.
  static let cut = NamedSQL(
    "lease.cut",
    """
    UPDATE lease SET began_at = ?2, expires_at = ?3, timeout_at = ?4, told_at = ?5, end_at = ?6, wake_at = ?7
    WHERE job_id = ?1
    """)

  /// Primary key.
  static let delete = NamedSQL("lease.delete", "DELETE FROM lease WHERE job_id = ?1")

  /// Index lease_wake.
  static let due = NamedSQL(
    "lease.due", "SELECT job_id FROM lease WHERE wake_at IS NOT NULL AND wake_at <= ?1 ORDER BY wake_at LIMIT ?2")

  /// Index lease_wake.
  static let next = NamedSQL("lease.next", "SELECT min(wake_at) FROM lease WHERE wake_at IS NOT NULL")

  /// Index lease_deadline.
  static let overdue = NamedSQL(
    "lease.overdue",
    """
    SELECT job_id FROM lease WHERE deadline_at IS NOT NULL AND stop_cause IS NULL AND deadline_at <= ?1
    ORDER BY deadline_at LIMIT ?2
    """)

  /// Index lease_deadline.
  static let nextDeadline = NamedSQL(
    "lease.nextDeadline", "SELECT min(deadline_at) FROM lease WHERE deadline_at IS NOT NULL AND stop_cause IS NULL")

  /// All of them, once at start: a lease that ran out while nobody could renew it has some time left.
  static let extend = NamedSQL(
    "lease.extend",
    """
    UPDATE lease SET expires_at = max(expires_at, ?1),
      wake_at = min(max(expires_at, ?1) + ?2, ifnull(end_at, ifnull(timeout_at, max(expires_at, ?1) + ?2)))
    WHERE expires_at IS NOT NULL AND expires_at < ?1
    """)

  /// Primary key: who has which jobs, the first so many.
  static let holders = NamedSQL(
    "lease.holders",
    "SELECT job_id, worker, claimed_by FROM lease WHERE secret <> '' ORDER BY job_id LIMIT ?1")

  /// Primary key: the secret of an attempt that has ended, and the fingerprint of the request that ended it.
  static let endMark = NamedSQL("attempt.endMark", "SELECT end_mark FROM attempt WHERE job_id = ?1 AND start = ?2")

  /// Primary key.
  static let setEndMark = NamedSQL(
    "attempt.setEndMark", "UPDATE attempt SET end_mark = ?3 WHERE job_id = ?1 AND start = ?2")

  static let all = [
    insert, get, renew, touch, limit, stop, ids, cut, delete, due, next, overdue, nextDeadline, extend, holders,
    endMark, setEndMark,
  ]
}
