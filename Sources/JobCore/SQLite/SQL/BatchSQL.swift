// Statements on `batch` and on its members.

/// Statements on `batch`.
enum BatchSQL {
  static let columns = """
    id, name, is_fail_fast, stays_open, is_open, is_cancel_requested, counts, first_failure, created_at, finished_at,
    submitted_by, cancel_reason, expires_at, deadline_at, is_timed_out, has_callbacks, first_error, timeout_at
    """

  /// With what turns its steady time into that of the clock.
  private static let shown = "\(columns), (SELECT value FROM meta WHERE name = 'clock_ahead')"

  static let insert = NamedSQL(
    "batch.insert",
    """
    INSERT INTO batch (\(columns))
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
    """)

  /// Primary key. The writer keeps what changes in memory and writes it once per transaction.
  static let update = NamedSQL(
    "batch.update",
    """
    UPDATE batch SET is_open = ?2, is_cancel_requested = ?3, counts = ?4, first_failure = ?5, finished_at = ?6,
      cancel_reason = ?7, expires_at = ?8, deadline_at = ?9, is_timed_out = ?10, first_error = ?11,
      timeout_at = ?12
    WHERE id = ?1
    """)

  /// Primary key.
  static let select = NamedSQL("batch.select", "SELECT \(shown) FROM batch WHERE id = ?1")

  /// Primary key.
  static let newest = NamedSQL(
    "batch.newest", "SELECT \(shown) FROM batch WHERE id < ?1 ORDER BY id DESC LIMIT ?2")

  /// Index job_batch.
  static let members = NamedSQL(
    "batch.members", "SELECT id FROM job WHERE batch_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3")

  /// Index job_batch: the next members of a batch, each with its fate and where its result is.
  static let memberResults = NamedSQL(
    "batch.memberResults", giving: MemberColumn.self,
    """
    SELECT \(MemberColumn.list)
    FROM job j LEFT JOIN attempt a ON a.job_id = j.id AND a.start = j.starts
    WHERE j.batch_id = ?1 AND j.id > ?2 ORDER BY j.id LIMIT ?3
    """)

  /// Index job_batch: the next members of a batch, with their states.
  static let memberStates = NamedSQL(
    "batch.memberStates", "SELECT id, state FROM job WHERE batch_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3")

  /// Index job_batch_end: the member that ended first in this state, which must not be success.
  static let firstEnded = NamedSQL(
    "batch.firstEnded",
    """
    SELECT id, finished_at FROM job INDEXED BY job_batch_end
    WHERE batch_id = ?1 AND state = ?2 AND finished_at IS NOT NULL AND state <> 6 ORDER BY finished_at, id LIMIT 1
    """)

  /// Index job_batch_pending: the next members that wait for others.
  static let waitingMembers = NamedSQL(
    "batch.waitingMembers",
    """
    SELECT id FROM job INDEXED BY job_batch_pending
    WHERE batch_id IS NOT NULL AND pending > 0 AND batch_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3
    """)

  /// Index batch_cancel: the next batches whose cancel was under way when the daemon died.
  static let cancelling = NamedSQL(
    "batch.cancelling",
    """
    SELECT id FROM batch INDEXED BY batch_cancel
    WHERE is_cancel_requested = 1 AND finished_at IS NULL AND id > ?1 ORDER BY id LIMIT ?2
    """)

  /// Index batch_deadline: batches whose deadline has come.
  static let overdue = NamedSQL(
    "batch.overdue", "SELECT id FROM batch WHERE deadline_at IS NOT NULL AND \(isLive) AND deadline_at <= ?1 LIMIT ?2")

  /// Index batch_timeout: batches whose time is up, in steady time.
  static let outOfTime = NamedSQL(
    "batch.outOfTime", "SELECT id FROM batch WHERE timeout_at IS NOT NULL AND \(isLive) AND timeout_at <= ?1 LIMIT ?2")

  /// Index batch_deadline.
  static let nextDeadline = NamedSQL(
    "batch.nextDeadline", "SELECT min(deadline_at) FROM batch WHERE deadline_at IS NOT NULL AND \(isLive)")

  /// Index batch_timeout.
  static let nextTimeout = NamedSQL(
    "batch.nextTimeout", "SELECT min(timeout_at) FROM batch WHERE timeout_at IS NOT NULL AND \(isLive)")

  /// The rest of the predicates of batch_deadline and batch_timeout, to the letter.
  private static let isLive = "finished_at IS NULL AND is_cancel_requested = 0"

  /// Primary key.
  static let delete = NamedSQL("batch.delete", "DELETE FROM batch WHERE id = ?1")

  /// Index batch_expiry: those without members whose time has passed.
  static let expired = NamedSQL(
    "batch.expired",
    "SELECT id FROM batch WHERE expires_at IS NOT NULL AND expires_at <= ?1 ORDER BY expires_at LIMIT ?2")

  /// Index batch_expiry.
  static let nextExpiry = NamedSQL(
    "batch.nextExpiry", "SELECT min(expires_at) FROM batch WHERE expires_at IS NOT NULL")

  static let all = [
    insert, update, select, newest, members, memberResults, memberStates, firstEnded, waitingMembers, cancelling,
    overdue, outOfTime, nextDeadline, nextTimeout, delete, expired, nextExpiry,
  ]
}
