// Statements on the keys jobs share: limits and unique keys.

/// Statements on `limit_key`, `job_limit`, `unique_key` and `job_unique`.
enum KeySQL {
  static let insertLimit = NamedSQL(
    "limit.insert", "INSERT INTO limit_key (\(LimitKeyColumn.list)) VALUES (\(LimitKeyColumn.parameters))")

  /// Primary key.
  static let setLimit = NamedSQL(
    "limit.set",
    "UPDATE limit_key SET \(LimitKeyColumn.assignments([.max])) WHERE id = \(LimitKeyColumn.id.parameter)")

  /// Primary key.
  static let deleteLimit = NamedSQL("limit.delete", "DELETE FROM limit_key WHERE id = ?1")

  /// At most `Limits.limitKeysMax` rows; read at start.
  static let limits = NamedSQL(
    "limit.all", giving: LimitKeyColumn.self, "SELECT \(LimitKeyColumn.list) FROM limit_key")

  /// Index job_by_limit, which covers it: unfinished jobs per key, state, queue, lane and standing; read at start.
  static let limitCounts = NamedSQL(
    "limit.counts", giving: LimitCountColumn.self,
    """
    SELECT \(LimitCountColumn.list) FROM job INDEXED BY job_by_limit
    WHERE limit_id IS NOT NULL GROUP BY limit_id, state, queue_id, lane, is_parked
    """)

  /// Index job_by_limit: those of a key next in line, which a claim does not see yet.
  static let bestParked = NamedSQL(
    "limit.bestParked", giving: JobColumn.self,
    """
    SELECT \(JobColumn.list) FROM job INDEXED BY job_by_limit
    WHERE \(isInLine) AND is_parked = 1 ORDER BY priority DESC, ready_at, id LIMIT \(LimitLineParameter.max.parameter)
    """)

  /// Index job_by_limit, backwards: those a claim sees that are last in line.
  static let worstAdmitted = NamedSQL(
    "limit.worstAdmitted", giving: JobColumn.self,
    """
    SELECT \(JobColumn.list) FROM job INDEXED BY job_by_limit
    WHERE \(isInLine) AND is_parked = 0
    ORDER BY priority, ready_at DESC, id DESC LIMIT \(LimitLineParameter.max.parameter)
    """)

  /// One line of a key.
  private static let isInLine = """
    limit_id = \(LimitLineParameter.limitID.parameter) AND state = 3
      AND queue_id = \(LimitLineParameter.queueID.parameter) AND lane IS \(LimitLineParameter.lane.parameter)
    """

  static let insertJobLimit = NamedSQL(
    "limit.insertOfJob",
    "INSERT INTO job_limit (\(JobLimitColumn.list)) VALUES (\(JobLimitColumn.parameters))")

  /// Primary key.
  static let jobLimit = NamedSQL(
    "limit.ofJob", giving: JobLimitColumn.self,
    "SELECT \(JobLimitColumn.list) FROM job_limit WHERE job_id = \(JobLimitColumn.jobID.parameter)")

  /// Primary key.
  static let deleteJobLimit = NamedSQL("limit.deleteOfJob", "DELETE FROM job_limit WHERE job_id = ?1")

  /// Primary key.
  static let unique = NamedSQL(
    "unique.get", giving: UniqueKeyColumn.self,
    "SELECT \(UniqueKeyColumn.list) FROM unique_key WHERE key = \(UniqueKeyColumn.key.parameter)")

  static let takeUnique = NamedSQL(
    "unique.take",
    """
    INSERT INTO unique_key (\(UniqueKeyColumn.list))
    VALUES (\(UniqueKeyColumn.key.parameter), \(UniqueKeyColumn.jobID.parameter), NULL)
    ON CONFLICT (key) DO UPDATE SET job_id = excluded.job_id, free_at = NULL
    """)

  /// Primary key, and only while the key is this job's.
  static let holdUnique = NamedSQL(
    "unique.hold", "UPDATE unique_key SET \(UniqueKeyColumn.assignments([.freeAt])) WHERE \(isHeld)")

  /// Primary key, and only while the key is this job's.
  static let freeUnique = NamedSQL("unique.free", "DELETE FROM unique_key WHERE \(isHeld)")

  private static let isHeld =
    "key = \(UniqueKeyColumn.key.parameter) AND job_id = \(UniqueKeyColumn.jobID.parameter)"

  static let insertJobUnique = NamedSQL(
    "unique.insertOfJob",
    "INSERT INTO job_unique (\(JobUniqueColumn.list)) VALUES (\(JobUniqueColumn.parameters))")

  /// Primary key.
  static let jobUnique = NamedSQL(
    "unique.ofJob", giving: JobUniqueColumn.self,
    "SELECT \(JobUniqueColumn.list) FROM job_unique WHERE job_id = \(JobUniqueColumn.jobID.parameter)")

  /// Primary key.
  static let deleteJobUnique = NamedSQL("unique.deleteOfJob", "DELETE FROM job_unique WHERE job_id = ?1")

  static let all = [
    insertLimit, setLimit, deleteLimit, limits, limitCounts, bestParked, worstAdmitted,
    insertJobLimit, jobLimit, deleteJobLimit, unique, takeUnique, holdUnique, freeUnique, insertJobUnique, jobUnique,
    deleteJobUnique,
  ]
}
