// Statements on the keys jobs share: limits and unique keys.

/// Statements on `limit_key`, `job_limit`, `unique_key` and `job_unique`.
enum KeySQL {
  static let insertLimit = NamedSQL("limit.insert", "INSERT INTO limit_key (id, key, max) VALUES (?1, ?2, ?3)")

  /// Primary key.
  static let setLimit = NamedSQL("limit.set", "UPDATE limit_key SET max = ?2 WHERE id = ?1")

  /// Primary key.
  static let deleteLimit = NamedSQL("limit.delete", "DELETE FROM limit_key WHERE id = ?1")

  /// At most `Limits.limitKeysMax` rows; read at start.
  static let limits = NamedSQL("limit.all", "SELECT id, key, max FROM limit_key")

  /// Index job_by_limit, which covers it: unfinished jobs per key, state, queue, lane and standing; read at start.
  static let limitCounts = NamedSQL(
    "limit.counts",
    """
    SELECT limit_id, state, queue_id, lane, is_parked, count(*) FROM job INDEXED BY job_by_limit
    WHERE limit_id IS NOT NULL GROUP BY limit_id, state, queue_id, lane, is_parked
    """)

  /// Index job_by_limit: those of a key next in line, which a claim does not see yet.
  static let bestParked = NamedSQL(
    "limit.bestParked",
    """
    SELECT \(JobColumn.list) FROM job INDEXED BY job_by_limit
    WHERE limit_id = ?1 AND state = 3 AND queue_id = ?2 AND lane IS ?4 AND is_parked = 1
    ORDER BY priority DESC, ready_at, id LIMIT ?3
    """)

  /// Index job_by_limit, backwards: those a claim sees that are last in line.
  static let worstAdmitted = NamedSQL(
    "limit.worstAdmitted",
    """
    SELECT \(JobColumn.list) FROM job INDEXED BY job_by_limit
    WHERE limit_id = ?1 AND state = 3 AND queue_id = ?2 AND lane IS ?4 AND is_parked = 0
    ORDER BY priority, ready_at DESC, id DESC LIMIT ?3
    """)

  static let insertJobLimit = NamedSQL(
    "limit.insertOfJob", "INSERT INTO job_limit (job_id, key, max) VALUES (?1, ?2, ?3)")

  /// Primary key.
  static let jobLimit = NamedSQL("limit.ofJob", "SELECT key, max FROM job_limit WHERE job_id = ?1")

  /// Primary key.
  static let deleteJobLimit = NamedSQL("limit.deleteOfJob", "DELETE FROM job_limit WHERE job_id = ?1")

  /// Primary key.
  static let unique = NamedSQL("unique.get", "SELECT job_id, free_at FROM unique_key WHERE key = ?1")

  static let takeUnique = NamedSQL(
    "unique.take",
    """
    INSERT INTO unique_key (key, job_id, free_at) VALUES (?1, ?2, NULL)
    ON CONFLICT (key) DO UPDATE SET job_id = excluded.job_id, free_at = NULL
    """)

  /// Primary key, and only while the key is this job's.
  static let holdUnique = NamedSQL(
    "unique.hold", "UPDATE unique_key SET free_at = ?3 WHERE key = ?1 AND job_id = ?2")

  /// Primary key, and only while the key is this job's.
  static let freeUnique = NamedSQL("unique.free", "DELETE FROM unique_key WHERE key = ?1 AND job_id = ?2")

  static let insertJobUnique = NamedSQL(
    "unique.insertOfJob", "INSERT INTO job_unique (job_id, key, on_conflict, for_micros) VALUES (?1, ?2, ?3, ?4)")

  /// Primary key.
  static let jobUnique = NamedSQL(
    "unique.ofJob", "SELECT key, on_conflict, for_micros FROM job_unique WHERE job_id = ?1")

  /// Primary key.
  static let deleteJobUnique = NamedSQL("unique.deleteOfJob", "DELETE FROM job_unique WHERE job_id = ?1")

  static let all = [
    insertLimit, setLimit, deleteLimit, limits, limitCounts, bestParked, worstAdmitted,
    insertJobLimit, jobLimit, deleteJobLimit, unique, takeUnique, holdUnique, freeUnique, insertJobUnique, jobUnique,
    deleteJobUnique,
  ]
}
