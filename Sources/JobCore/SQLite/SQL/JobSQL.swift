// Statements on `job`: the hot row. Each comment names the index and what the statement guarantees.

/// Statements on `job`.
enum JobSQL {
  /// Appends; the id is chosen by the writer, so that ids grow and are never reused. One that waits has neither begun nor
  /// ended.
  static let insert = insert("job.insert", JobColumn.ofEvery)

  /// A job that starts with its first row.
  static let insertStarted = insert("job.insertStarted", JobColumn.ofEvery + JobColumn.ofStarted)

  /// One that ends in the transaction that makes it.
  static let insertEnded = insert("job.insertEnded", Array(JobColumn.allCases))

  private static func insert(_ name: String, _ columns: [JobColumn]) -> NamedSQL {
    NamedSQL(name, "INSERT INTO job (\(JobColumn.list(columns))) VALUES (\(JobColumn.parameters(columns)))")
  }

  /// Primary key, fenced: without effect unless the row is as it was when the change was decided on.
  static let update = update("job.update", JobColumn.changing)

  /// The same for one that stands elsewhere from now on, in indexes that else need not be touched.
  static let updateMoved = update("job.updateMoved", JobColumn.changing + JobColumn.ofPlace)

  /// The same for a start, which is a change that every job goes through.
  static let updateStarted = update("job.updateStarted", JobColumn.starting)

  /// The same for the end of an attempt, which is the other one.
  static let updateEnded = update("job.updateEnded", JobColumn.ending)

  private static func update(_ name: String, _ columns: [JobColumn]) -> NamedSQL {
    NamedSQL(
      name,
      """
      UPDATE job SET \(JobColumn.assignments(columns)) WHERE id = \(JobColumn.id.parameter)
        AND state = \(JobFenceParameter.state.parameter) AND starts = \(JobFenceParameter.starts.parameter)
      """)
  }

  /// Index job_ready: the first rows of one queue, whatever else is queued, parked or finished.
  static let claimCandidates = candidates("job.claimCandidates", "lane IS NULL")
  /// Index job_lane: the same for one lane.
  static let laneCandidates = candidates("job.laneCandidates", isInLane)
  /// Index job_remote: the same for all lanes of remote workers.
  static let remoteCandidates = candidates("job.remoteCandidates", isRemote)

  /// Index job_parked: the first of those that no claim sees.
  static let parkedCandidates = NamedSQL(
    "job.parkedCandidates", giving: JobColumn.self,
    """
    SELECT \(JobColumn.list) FROM job
    WHERE queue_id = \(ReadyLineParameter.queueID.parameter) AND state = 3 AND is_parked = 1
    ORDER BY priority DESC, ready_at, id LIMIT \(ReadyLineParameter.max.parameter)
    """)

  /// Index job_ready: the first rows of the next lower priority there is.
  static let claimLevel = level("job.claimLevel", "lane IS NULL")
  /// Index job_lane.
  static let laneLevel = level("job.laneLevel", isInLane)
  /// Index job_remote.
  static let remoteLevel = level("job.remoteLevel", isRemote)

  private static let isInLane = "lane = \(ReadyLineParameter.lane.parameter)"

  /// The predicate of job_remote, to the letter.
  static let isRemote = "lane >= 'remote/' AND lane < 'remote0'"

  private static func candidates(_ name: String, _ isInLane: String) -> NamedSQL {
    NamedSQL(
      name, giving: JobColumn.self,
      """
      SELECT \(JobColumn.list) FROM job WHERE \(isReady) AND \(isInLane)
      ORDER BY priority DESC, ready_at, id LIMIT \(ReadyLineParameter.max.parameter)
      """)
  }

  private static func level(_ name: String, _ isInLane: String) -> NamedSQL {
    NamedSQL(
      name, giving: JobColumn.self,
      """
      SELECT \(JobColumn.list) FROM job WHERE \(isReady) AND \(isInLane) AND priority =
        (SELECT max(priority) FROM job
         WHERE \(isReady) AND \(isInLane) AND priority < \(ReadyLineParameter.belowPriority.parameter))
      ORDER BY ready_at, id LIMIT \(ReadyLineParameter.max.parameter)
      """)
  }

  /// In line in one queue.
  private static let isReady = "queue_id = \(ReadyLineParameter.queueID.parameter) AND state = 3 AND is_parked = 0"

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

  /// Primary key: what rules decide on.
  static let facts = NamedSQL(
    "job.facts", giving: JobColumn.self,
    "SELECT \(JobColumn.list) FROM job WHERE id = \(JobColumn.id.parameter)")

  /// Primary keys: how long a job is kept, and its keys.
  static let terms = NamedSQL(
    "job.terms", giving: TermsColumn.self,
    """
    SELECT \(TermsColumn.list) FROM job_spec s LEFT JOIN job_unique u ON u.job_id = s.id LEFT JOIN job_limit l ON l.job_id = s.id
    WHERE s.id = ?1
    """)

  /// Index job_state, a few rows: what earlier boots left running takes more than one slot each.
  static let runningWeights = NamedSQL(
    "job.runningWeights", giving: RunningWeightColumn.self,
    "SELECT \(RunningWeightColumn.list) FROM job WHERE state = 4")

  /// Index job_ready, up to a bound: how many are ahead in line.
  static let ahead = countAhead("job.ahead", ["INDEXED BY job_ready WHERE is_parked = 0 AND lane IS NULL"])

  /// Index job_lane, up to a bound: how many of the same lane are ahead.
  static let aheadInLane = countAhead(
    "job.aheadInLane",
    ["INDEXED BY job_lane WHERE is_parked = 0 AND lane = \(AheadParameter.lane.parameter)"])

  /// Index job_by_limit, up to a bound: how many of the same key and lane are ahead, parked or not.
  static let aheadParked = countAhead(
    "job.aheadParked",
    [0, 1].map { isParked in
      """
      INDEXED BY job_by_limit WHERE limit_id = \(AheadParameter.limitID.parameter)
        AND lane IS \(AheadParameter.lane.parameter) AND is_parked = \(isParked)
      """
    })

  /// Index job_by_limit: of as many as may run at a time.
  static let limitHolder = NamedSQL(
    "job.limitHolder", "SELECT min(id) FROM job INDEXED BY job_by_limit WHERE limit_id = ?1 AND state = 4")

  /// Those of higher priority, and the earlier ones of the same, each counted from the front of its part of the index:
  /// a condition on both at once would go through all that stand behind.
  private static func countAhead(_ name: String, _ lines: [String]) -> NamedSQL {
    let (priority, readyAt) = (AheadParameter.priority.parameter, AheadParameter.readyAt.parameter)
    let places = [
      "priority > \(priority)", "priority = \(priority) AND ready_at < \(readyAt)",
      "priority = \(priority) AND ready_at = \(readyAt) AND id < \(AheadParameter.id.parameter)",
    ]
    let parts = lines.flatMap { line in
      places.map { ahead in
        """
        (SELECT count(*) FROM (SELECT 1 FROM job \(line) AND queue_id = \(AheadParameter.queueID.parameter)
          AND state = 3 AND \(ahead) LIMIT \(AheadParameter.max.parameter)))
        """
      }
    }
    return NamedSQL(name, "SELECT \(parts.joined(separator: "\n  + "))")
  }

  /// Primary key: a range of ids.
  static let starts = NamedSQL(
    "job.starts", giving: JobStartsColumn.self,
    "SELECT \(JobStartsColumn.list) FROM job WHERE id BETWEEN ?1 AND ?2")

  /// Primary key.
  static let delete = NamedSQL("job.delete", "DELETE FROM job WHERE id = ?1")

  /// Primary key.
  static let state = NamedSQL("job.state", "SELECT state FROM job WHERE id = ?1")
  /// Primary key.
  static let end = NamedSQL(
    "job.end", giving: JobEndColumn.self, "SELECT \(JobEndColumn.list) FROM job WHERE id = ?1")

  static let all = [
    insert, insertStarted, insertEnded, update, updateMoved, updateStarted, updateEnded, claimCandidates,
    laneCandidates, remoteCandidates, parkedCandidates,
    claimLevel, laneLevel, remoteLevel, nextLane, nextQueueOfLane, aheadInLane,
    facts, terms, runningWeights, ahead,
    aheadParked, limitHolder, delete,
    state, end, starts,
  ]
}
