// Statements on `job`: the hot row. Each comment names the index and what the statement guarantees.

/// Statements on `job`.
enum JobSQL {
  /// Appends; the id is chosen by the writer, so that ids grow and are never reused.
  static let insert = NamedSQL(
    "job.insert",
    """
    INSERT INTO job (\(insertedColumns), ready_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, 0, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?2 = 3 AND ?15 IS NOT NULL, ?16,
      iif(?2 = 3, ?17, 0))
    """)

  /// As `insert` and `claim` in one: a job that starts with its first row.
  static let insertStarted = NamedSQL(
    "job.insertStarted",
    """
    INSERT INTO job (\(insertedColumns), ready_at, started_at, boot)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, 1, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 0, ?16, ?17, ?18, ?19)
    """)

  private static let insertedColumns = """
    id, state, queue_id, priority, kind, flags, attempt, max_attempts, starts, created_at, run_at, deadline_at, pending,
    weight, batch_id, schedule_id, limit_id, is_parked, lane
    """

  /// Index job_ready: the first rows of one queue, whatever else is queued, parked or finished.
  static let claimCandidates = candidates("job.claimCandidates", "lane IS NULL")
  /// Index job_lane: the same for one lane.
  static let laneCandidates = candidates("job.laneCandidates", "lane = ?4")
  /// Index job_remote: the same for all lanes of remote workers.
  static let remoteCandidates = candidates("job.remoteCandidates", isRemote)

  /// Index job_ready: the first rows of the next lower priority there is.
  static let claimLevel = level("job.claimLevel", "lane IS NULL")
  /// Index job_lane.
  static let laneLevel = level("job.laneLevel", "lane = ?4")
  /// Index job_remote.
  static let remoteLevel = level("job.remoteLevel", isRemote)

  /// The predicate of job_remote, to the letter.
  static let isRemote = "lane >= 'remote/' AND lane < 'remote0'"

  private static let candidateColumns = """
    id, priority, weight, limit_id, batch_id, created_at, run_at, lane, ready_at, attempt, starts, max_attempts, flags,
    deadline_at
    """

  private static func candidates(_ name: String, _ isInLane: String) -> NamedSQL {
    NamedSQL(
      name,
      """
      SELECT \(candidateColumns) FROM job
      WHERE queue_id = ?1 AND state = 3 AND is_parked = 0 AND \(isInLane) ORDER BY priority DESC, ready_at, id LIMIT ?3
      """)
  }

  private static func level(_ name: String, _ isInLane: String) -> NamedSQL {
    NamedSQL(
      name,
      """
      SELECT \(candidateColumns) FROM job
      WHERE queue_id = ?1 AND state = 3 AND is_parked = 0 AND \(isInLane) AND priority =
        (SELECT max(priority) FROM job
         WHERE queue_id = ?1 AND state = 3 AND is_parked = 0 AND \(isInLane) AND priority < ?2)
      ORDER BY ready_at, id LIMIT ?3
      """)
  }

  /// Index job_lane: the next lane in which a job is ready.
  static let nextLane = NamedSQL(
    "job.nextLane", "SELECT min(lane) FROM job INDEXED BY job_lane WHERE state = 3 AND is_parked = 0 AND lane > ?1")

  /// Index job_lane: the next queue that has a ready job of the lane.
  static let nextQueueOfLane = NamedSQL(
    "job.nextQueueOfLane",
    """
    SELECT min(queue_id) FROM job INDEXED BY job_lane
    WHERE state = 3 AND is_parked = 0 AND lane = ?1 AND queue_id > ?2
    """)

  /// Primary key. Only a queued job becomes running, and only as often as it had started when it was looked at, so it
  /// cannot be claimed twice. What was counted is written by the caller: RETURNING would build a temporary table.
  static let claim = NamedSQL(
    "job.claim",
    """
    UPDATE job SET state = 4, attempt = ?4 + 1, starts = ?5 + 1, started_at = ?2, boot = ?3, reason = NULL,
      pid = NULL, pid_ticks = NULL, is_parked = 0
    WHERE id = ?1 AND state = 3 AND starts = ?5
    """)

  /// Primary key, fenced: without effect unless this very start is still the live one. `timedOut` (4096) is of the
  /// latest attempt.
  static let apply = NamedSQL(
    "job.apply",
    """
    UPDATE job SET state = ?4, reason = ?5, run_at = ifnull(?6, run_at), finished_at = ?7, expires_at = ?8,
      attempt = ?9, flags = (flags & ~4096) | ?10, lane = ifnull(?11, lane), paused_at = ?12, boot = NULL, pid = NULL, pid_ticks = NULL,
      limit_id = iif(?4 >= 6, NULL, limit_id), is_parked = ?4 = 3 AND limit_id IS NOT NULL
    WHERE id = ?1 AND state = 4 AND starts = ?2 AND boot = ?3
    """)

  /// Primary key: what `apply` and the verbs decide on.
  static let facts = NamedSQL(
    "job.facts",
    """
    SELECT state, queue_id, flags, attempt, max_attempts, starts, boot, run_at, deadline_at, created_at, priority,
      pending, weight, batch_id, limit_id, is_parked, kind, lane, started_at, ready_at
    FROM job WHERE id = ?1
    """)

  /// Primary key, fenced like `apply`.
  static let recordProcess = NamedSQL(
    "job.recordProcess",
    "UPDATE job SET pid = ?4, pid_ticks = ?5 WHERE id = ?1 AND state = 4 AND starts = ?2 AND boot = ?3")

  /// Primary key: every move of a job that is not running, decided by the caller in the same transaction; without
  /// effect unless it is still in the state that was decided on.
  static let move = NamedSQL(
    "job.move",
    """
    UPDATE job SET state = ?2, reason = ?3, run_at = ?4, finished_at = ?5, expires_at = ?6, max_attempts = ?7,
      flags = (flags | ?8) & ~?9, pending = ?10, limit_id = ?11, is_parked = ?2 = 3 AND ?11 IS NOT NULL,
      ready_at = ifnull(?13, ready_at), paused_at = iif(?2 < 3 OR ?2 = 5, paused_at, NULL)
    WHERE id = ?1 AND state = ?12
    """)

  /// Primary key: one parent less to wait for, and others still to come.
  static let setPending = NamedSQL("job.setPending", "UPDATE job SET pending = ?2 WHERE id = ?1")

  /// Index job_state, a few rows: what earlier boots left running takes more than one slot each.
  static let runningWeights = NamedSQL(
    "job.runningWeights", "SELECT queue_id, iif(kind = 5, 0, weight) FROM job WHERE state = 4")

  /// Index job_ready, up to a bound: how many are ahead in line.
  static let ahead = countAhead("job.ahead", ["INDEXED BY job_ready WHERE is_parked = 0 AND lane IS NULL"])

  /// Index job_lane, up to a bound: how many of the same lane are ahead.
  static let aheadInLane = countAhead("job.aheadInLane", ["INDEXED BY job_lane WHERE is_parked = 0 AND lane = ?5"])

  /// Index job_by_limit, up to a bound: how many of the same key and lane are ahead, parked or not.
  static let aheadParked = countAhead(
    "job.aheadParked",
    [0, 1].map { "INDEXED BY job_by_limit WHERE limit_id = ?5 AND lane IS ?6 AND is_parked = \($0)" })

  /// Those of higher priority, and the earlier ones of the same, each counted from the front of its part of the index:
  /// a condition on both at once would go through all that stand behind.
  private static func countAhead(_ name: String, _ lines: [String]) -> NamedSQL {
    let parts = lines.flatMap { line in
      ["priority > ?2", "priority = ?2 AND ready_at < ?7", "priority = ?2 AND ready_at = ?7 AND id < ?3"].map { ahead in
        "(SELECT count(*) FROM (SELECT 1 FROM job \(line) AND queue_id = ?1 AND state = 3 AND \(ahead) LIMIT ?4))"
      }
    }
    return NamedSQL(name, "SELECT \(parts.joined(separator: "\n  + "))")
  }

  /// Index job_expiry: a finished job that is still needed is looked at again later.
  static let postpone = NamedSQL("job.postpone", "UPDATE job SET expires_at = ?2 WHERE id = ?1 AND state >= 6")

  /// Primary key: `seen` (16384), of a job that has failed.
  static let see = NamedSQL("job.see", "UPDATE job SET flags = flags | 16384 WHERE id = ?1 AND state = 7")

  /// Primary key: sets some and clears some, and leaves the others as they are now.
  static let setFlags = NamedSQL("job.setFlags", "UPDATE job SET flags = (flags | ?2) & ~?3 WHERE id = ?1")

  /// Primary key; without effect unless the job is still in the state that was decided on.
  static let edit = NamedSQL(
    "job.edit",
    """
    UPDATE job SET state = ?2, queue_id = ?3, priority = ?4, run_at = ?5, deadline_at = ?6, max_attempts = ?7,
      reason = iif(?2 = 5, reason, NULL), is_parked = ?2 = 3 AND limit_id IS NOT NULL,
      ready_at = ifnull(?9, ready_at), paused_at = iif(?2 <> 3 AND run_at IS ?5, paused_at, NULL)
    WHERE id = ?1 AND state = ?8
    """)

  /// Index job_due, by name: without statistics SQLite takes job_state for the narrower one, and sorts.
  static let due = NamedSQL(
    "job.due",
    "SELECT id FROM job INDEXED BY job_due WHERE state IN (1, 5) AND run_at <= ?1 ORDER BY run_at LIMIT ?2")

  /// Index job_due.
  static let nextDue = NamedSQL("job.nextDue", "SELECT min(run_at) FROM job INDEXED BY job_due WHERE state IN (1, 5)")

  /// Index job_pause, a page: those whose pause began at a time that has not been yet.
  static let pauses = NamedSQL(
    "job.pauses",
    "SELECT id, ifnull(run_at, paused_at), paused_at FROM job WHERE paused_at > ?1 ORDER BY paused_at LIMIT ?2")

  /// Primary key.
  static let cutPause = NamedSQL(
    "job.cutPause", "UPDATE job SET run_at = iif(run_at IS NULL, NULL, ?2), paused_at = ?3 WHERE id = ?1")

  /// Index job_deadline.
  static let overdue = NamedSQL(
    "job.overdue",
    """
    SELECT id FROM job INDEXED BY job_deadline
    WHERE deadline_at IS NOT NULL AND state < 6 AND state <> 4 AND deadline_at <= ?1 ORDER BY deadline_at LIMIT ?2
    """)

  /// Index job_deadline.
  static let nextDeadline = NamedSQL(
    "job.nextDeadline",
    "SELECT min(deadline_at) FROM job INDEXED BY job_deadline WHERE deadline_at IS NOT NULL AND state < 6 AND state <> 4"
  )

  /// Index job_expiry.
  static let expired = NamedSQL(
    "job.expired",
    "SELECT id FROM job WHERE expires_at IS NOT NULL AND expires_at <= ?1 ORDER BY expires_at LIMIT ?2")

  /// Index job_expiry: those behind a job that expired at a moment.
  static let expiredAfter = NamedSQL(
    "job.expiredAfter",
    """
    SELECT id, expires_at FROM job WHERE expires_at IS NOT NULL AND expires_at <= ?1 AND (expires_at, id) > (?2, ?3)
    ORDER BY expires_at, id LIMIT ?4
    """)

  /// Index job_expiry.
  static let nextExpiry = NamedSQL(
    "job.nextExpiry", "SELECT min(expires_at) FROM job WHERE expires_at IS NOT NULL")

  /// Primary key: a range of ids.
  static let starts = NamedSQL("job.starts", "SELECT id, state, starts FROM job WHERE id BETWEEN ?1 AND ?2")

  /// Index job_state: attempts whose daemon is gone.
  static let lost = NamedSQL(
    "job.lost",
    """
    SELECT j.id, j.starts, j.boot, j.attempt, j.max_attempts, j.started_at, j.created_at, j.queue_id, j.priority,
      j.flags, j.deadline_at, j.pid, j.pid_ticks, b.machine_boot
    FROM job j LEFT JOIN boot b ON b.boot = j.boot
    WHERE j.state = 4 AND j.boot <> ?1 AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.job_id = j.id) ORDER BY j.id
    """)

  /// Primary key.
  static let delete = NamedSQL("job.delete", "DELETE FROM job WHERE id = ?1")

  /// Primary key.
  static let state = NamedSQL("job.state", "SELECT state FROM job WHERE id = ?1")
  /// Primary key.
  static let end = NamedSQL("job.end", "SELECT state, finished_at FROM job WHERE id = ?1")

  static let all = [
    insert, insertStarted, claimCandidates, laneCandidates, remoteCandidates, claimLevel, laneLevel, remoteLevel,
    nextLane, nextQueueOfLane, aheadInLane, claim, apply, facts, recordProcess, move, setPending, runningWeights, ahead,
    aheadParked, postpone, see, setFlags, edit, due, nextDue, pauses, cutPause, overdue, nextDeadline, expired,
    expiredAfter, nextExpiry, lost, delete, state, end, starts,
  ]
}
