// Statements on jobs that have something in common: whose, behind which of them, and how many.

/// Statements for `IndexedJobs`.
enum JobListSQL {
  /// Index job_batch.
  static let members = list(
    "batch.memberStates", "SELECT \(StandingColumn.list) FROM job WHERE batch_id = ?1", by: "id")

  /// Index job_batch_pending: those that wait for others.
  static let waitingMembers = list(
    "batch.waitingMembers",
    """
    SELECT id, NULL FROM job INDEXED BY job_batch_pending
    WHERE batch_id IS NOT NULL AND pending > 0 AND batch_id = ?1
    """, by: "id")

  /// Index edge_parent.
  static let followUps = list(
    "edge.childStates",
    """
    SELECT e.child_id, j.state FROM edge e JOIN job j ON j.id = e.child_id
    WHERE e.parent_kind = 0 AND e.parent_id = ?1
    """, by: "e.child_id")

  /// Index edge_pending: those who waited for a batch and were not told of its end. Those that have ended otherwise
  /// wait no more.
  static let waitingForBatch = list(
    "edge.waitsForBatch",
    """
    SELECT e.child_id, j.state FROM edge e INDEXED BY edge_pending JOIN job j ON j.id = e.child_id
    WHERE e.parent_kind = 1 AND e.parent_id = ?1 AND e.outcome = 0
    """, by: "e.child_id")

  /// Index job_schedule_live: newest first.
  static let unfinished = NamedSQL(
    "schedule.live", giving: StandingColumn.self,
    """
    SELECT \(StandingColumn.list) FROM job INDEXED BY job_schedule_live
    WHERE schedule_id IS NOT NULL AND schedule_id = ?1 AND state < 6 AND id < ?2 ORDER BY id DESC LIMIT ?3
    """)

  /// Index job_state, which has the ids in their order: attempts whose daemon is gone.
  static let lost = list(
    "job.lost",
    """
    SELECT \(StandingColumn.list) FROM job
    WHERE state = 4 AND boot <> ?1 AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.job_id = job.id)
    """, by: "id")

  /// Index job_state, which has the ids in their order.
  static let running = list("job.running", "SELECT \(StandingColumn.list) FROM job WHERE state = ?1", by: "id")

  private static func list(_ name: String, _ select: String, by id: String) -> NamedSQL {
    NamedSQL(name, giving: StandingColumn.self, "\(select) AND \(id) > ?2 ORDER BY \(id) LIMIT ?3")
  }

  static let all = [members, waitingMembers, followUps, waitingForBatch, unfinished, lost, running]
}
