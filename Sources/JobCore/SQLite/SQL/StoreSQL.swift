// Statements on the small tables: queues and their counts, boots, counters.

/// Statements on everything that is not a job.
enum StoreSQL {
  static let begin = NamedSQL("begin", "BEGIN IMMEDIATE")
  static let commit = NamedSQL("commit", "COMMIT")
  static let rollback = NamedSQL("rollback", "ROLLBACK")

  static let queues = NamedSQL(
    "queue.all", giving: QueueColumn.self, "SELECT \(QueueColumn.list) FROM queue ORDER BY name")

  static let insertQueue = NamedSQL(
    "queue.insert",
    "INSERT INTO queue (\(QueueColumn.list(QueueColumn.given))) VALUES (\(QueueColumn.parameters(QueueColumn.given)))")

  /// Primary key.
  static let updateQueue = NamedSQL(
    "queue.update",
    "UPDATE queue SET \(QueueColumn.assignments(QueueColumn.settings)) WHERE id = \(QueueColumn.id.parameter)")

  /// Primary key.
  static let setPause = NamedSQL(
    "queue.setPause",
    "UPDATE queue SET \(QueueColumn.assignments(QueueColumn.ofPause)) WHERE id = \(QueueColumn.id.parameter)")

  /// Primary key: once per transaction in which jobs of a queue with a rate have started.
  static let setTokens = NamedSQL(
    "queue.setTokens",
    "UPDATE queue SET \(QueueColumn.assignments(QueueColumn.ofBucket)) WHERE id = \(QueueColumn.id.parameter)")

  /// Primary key.
  static let deleteQueue = NamedSQL("queue.delete", "DELETE FROM queue WHERE id = \(QueueColumn.id.parameter)")

  /// Primary key, its first column: at most ten rows.
  static let deleteCounts = NamedSQL(
    "count.delete", "DELETE FROM job_count WHERE queue_id = \(JobCountColumn.queueID.parameter)")

  /// Primary key; at most ten rows a queue.
  static let counts = NamedSQL(
    "count.all", giving: JobCountColumn.self, "SELECT \(JobCountColumn.list) FROM job_count")

  /// Primary key. The writer keeps the counts in memory and writes those that changed, once per transaction.
  static let setCount = NamedSQL(
    "count.set",
    """
    INSERT INTO job_count (\(JobCountColumn.list)) VALUES (\(JobCountColumn.parameters))
    ON CONFLICT (queue_id, state) DO UPDATE SET count = excluded.count
    """)

  /// Index job_ready: one row.
  static let headOfLine = NamedSQL(
    "queue.headOfLine",
    """
    SELECT created_at FROM job WHERE queue_id = ?1 AND state = 3 AND is_parked = 0 AND lane IS NULL
    ORDER BY priority DESC, ready_at, id LIMIT 1
    """)

  /// Index job_lane: one row.
  static let headOfLane = NamedSQL(
    "queue.headOfLane",
    """
    SELECT created_at FROM job WHERE queue_id = ?1 AND state = 3 AND is_parked = 0 AND lane = ?2
    ORDER BY priority DESC, ready_at, id LIMIT 1
    """)

  /// Index job_remote: one row.
  static let headOfRemote = NamedSQL(
    "queue.headOfRemote",
    """
    SELECT created_at FROM job WHERE queue_id = ?1 AND state = 3 AND is_parked = 0 AND \(JobSQL.isRemote)
    ORDER BY priority DESC, ready_at, id LIMIT 1
    """)

  /// Index job_parked: one row, for a queue in which nothing but a limit key is waited for.
  static let headOfParked = NamedSQL(
    "queue.headOfParked",
    """
    SELECT created_at FROM job WHERE queue_id = ?1 AND state = 3 AND is_parked = 1
    ORDER BY priority DESC, ready_at, id LIMIT 1
    """)

  static let setMeta = NamedSQL("meta.set", "UPDATE meta SET value = ?2 WHERE name = ?1")

  /// Primary key: a number that only grows.
  static let raiseMeta = NamedSQL("meta.raise", "UPDATE meta SET value = ?2 WHERE name = ?1 AND value < ?2")

  /// Primary key: ids whose files are spared from here on, see `OlderCopy.takeUp`.
  static let spare = NamedSQL(
    "meta.spare",
    """
    INSERT INTO meta (name, value) VALUES (?1, ?2)
    ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)
    """)

  /// Primary key, a few rows.
  static let spared = NamedSQL(
    "meta.spared", giving: MetaColumn.self,
    "SELECT \(MetaColumn.list) FROM meta WHERE name >= 'spared_from_' AND name < 'spared_from`'")

  /// Primary key.
  static let setting = NamedSQL(
    "setting.get", giving: SettingColumn.self,
    "SELECT \(SettingColumn.list) FROM setting WHERE name = \(SettingColumn.name.parameter)")

  /// Primary key.
  static let setSetting = NamedSQL(
    "setting.set",
    """
    INSERT INTO setting (\(SettingColumn.list)) VALUES (\(SettingColumn.parameters))
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
    """)

  static let touch = NamedSQL(
    "meta.touch",
    """
    INSERT INTO meta (name, value) VALUES ('touches', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1
    """)

  static let insertBoot = NamedSQL(
    "boot.insert", "INSERT INTO boot (boot, machine_boot, started_at) VALUES (?1, ?2, ?3)")

  /// Primary key.
  static let machineBoot = NamedSQL("boot.get", "SELECT machine_boot FROM boot WHERE boot = ?1")

  /// Keeps the boots that rows may still point to: those of running jobs, and a hundred for the record.
  static let pruneBoots = NamedSQL(
    "boot.prune", "DELETE FROM boot WHERE boot < ?1 - 100 AND boot NOT IN (SELECT boot FROM job WHERE state = 4)")

  static let all = [
    begin, commit, rollback, queues, insertQueue, updateQueue, setPause, setTokens, deleteQueue, deleteCounts, counts,
    setCount,
    headOfLine, headOfLane, headOfRemote, headOfParked,
    setMeta, raiseMeta, spare, spared,
    touch, setting, setSetting,
    insertBoot, machineBoot,
    pruneBoots,
  ]
}
