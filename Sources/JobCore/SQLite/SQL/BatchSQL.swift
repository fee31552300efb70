// Statements on `batch` and on its members.

/// Statements on `batch`.
enum BatchSQL {
  private static let isIt = "id = \(BatchColumn.id.parameter)"

  static let insert = NamedSQL(
    "batch.insert",
    """
    INSERT INTO batch (\(BatchColumn.list(BatchColumn.stored))) VALUES (\(BatchColumn.parameters(BatchColumn.stored)))
    """)

  /// Primary key. The writer keeps what changes in memory and writes it once per transaction.
  static let update = NamedSQL(
    "batch.update", "UPDATE batch SET \(BatchColumn.assignments(BatchColumn.changing)) WHERE \(isIt)")

  /// Primary key.
  static let select = NamedSQL(
    "batch.select", giving: BatchColumn.self, "SELECT \(BatchColumn.list) FROM batch WHERE \(isIt)")

  /// Primary key.
  static let newest = NamedSQL(
    "batch.newest", giving: BatchColumn.self,
    "SELECT \(BatchColumn.list) FROM batch WHERE id < ?1 ORDER BY id DESC LIMIT ?2")

  /// Index job_batch.
  static let members = NamedSQL(
    "batch.members", "SELECT id FROM job WHERE batch_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3")

  /// Index job_batch: for a batch whose counts cannot be read.
  static let memberStates = NamedSQL(
    "batch.states", "SELECT state FROM job INDEXED BY job_batch WHERE batch_id = ?1")

  /// Index job_batch: the next members of a batch, each with its fate and where its result is.
  static let memberResults = NamedSQL(
    "batch.memberResults", giving: MemberColumn.self,
    """
    SELECT \(MemberColumn.list)
    FROM job j LEFT JOIN attempt a ON a.job_id = j.id AND a.start = j.starts
    WHERE j.batch_id = ?1 AND j.id > ?2 ORDER BY j.id LIMIT ?3
    """)

  /// Index job_batch_end: the member that ended first in this state, which must not be success.
  static let firstEnded = NamedSQL(
    "batch.firstEnded", giving: MemberEndColumn.self,
    """
    SELECT \(MemberEndColumn.list) FROM job INDEXED BY job_batch_end
    WHERE batch_id = ?1 AND state = ?2 AND finished_at IS NOT NULL AND state <> 6 ORDER BY finished_at, id LIMIT 1
    """)

  /// Index batch_cancel: the next batches whose cancel was under way when the daemon died.
  static let cancelling = NamedSQL(
    "batch.cancelling",
    """
    SELECT id FROM batch INDEXED BY batch_cancel
    WHERE is_cancel_requested = 1 AND finished_at IS NULL AND id > ?1 ORDER BY id LIMIT ?2
    """)

  /// Primary key.
  static let delete = NamedSQL("batch.delete", "DELETE FROM batch WHERE id = ?1")

  static let all = [
    insert, update, select, newest, members, memberStates, memberResults, firstEnded, cancelling,
    delete,
  ]
}
