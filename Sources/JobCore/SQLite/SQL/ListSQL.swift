// Statements that read jobs for people: one job, and pages of ids by each order and narrowing there is an index for.

/// Statements for reads.
enum ListSQL {
  static let begin = NamedSQL("list.begin", "BEGIN")

  /// Primary keys of all five tables.
  static let job = NamedSQL(
    "list.job", giving: ShownJobColumn.self,
    """
    SELECT \(ShownJobColumn.list) FROM job j JOIN queue q ON q.id = j.queue_id LEFT JOIN job_spec s ON s.id = j.id
      LEFT JOIN attempt a ON a.job_id = j.id AND a.start = j.starts
      LEFT JOIN schedule c ON c.id = j.schedule_id
    WHERE j.id = ?1
    """)

  /// Primary key.
  static let row = NamedSQL(
    "list.row", giving: ListedColumn.self, "SELECT \(ListedColumn.list) FROM job WHERE id = ?1")

  /// Index job_batch: where the next members are.
  static let realmsInBatch = NamedSQL(
    "list.realmsInBatch", giving: RealmColumn.self,
    "SELECT \(RealmColumn.list) FROM job WHERE batch_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3")

  /// Primary key.
  static let nameAndTags = NamedSQL(
    "list.nameAndTags", giving: NameAndTagsColumn.self,
    "SELECT \(NameAndTagsColumn.list) FROM job_spec WHERE id = ?1")

  /// Primary key.
  static let searched = NamedSQL(
    "list.searched", giving: SearchedColumn.self, "SELECT \(SearchedColumn.list) FROM job_spec s WHERE s.id = ?1")

  /// Primary keys.
  static let batchName = NamedSQL("list.batchName", "SELECT name FROM batch WHERE id = ?1")
  static let scheduleName = NamedSQL("list.scheduleName", "SELECT name FROM schedule WHERE id = ?1")

  // Ids in descending or ascending order, from a bound on. One statement for each way in; what they do not narrow
  // is looked at row by row, and the number of rows looked at is bounded by the caller.

  /// Primary key.
  static let newest = NamedSQL("list.newest", "SELECT id FROM job WHERE id < ?1 ORDER BY id DESC LIMIT ?2")
  static let oldest = NamedSQL("list.oldest", "SELECT id FROM job WHERE id > ?1 ORDER BY id LIMIT ?2")

  /// Index job_state.
  static let newestInState = NamedSQL(
    "list.newestInState", "SELECT id FROM job WHERE state = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2")
  static let oldestInState = NamedSQL(
    "list.oldestInState", "SELECT id FROM job WHERE state = ?3 AND id > ?1 ORDER BY id LIMIT ?2")

  /// Index job_queue.
  static let newestInQueue = NamedSQL(
    "list.newestInQueue", "SELECT id FROM job WHERE queue_id = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2")
  static let oldestInQueue = NamedSQL(
    "list.oldestInQueue", "SELECT id FROM job WHERE queue_id = ?3 AND id > ?1 ORDER BY id LIMIT ?2")

  /// Primary key of job_tag.
  static let newestWithTag = NamedSQL(
    "list.newestWithTag",
    "SELECT job_id FROM job_tag WHERE name = ?3 AND value = ?4 AND job_id < ?1 ORDER BY job_id DESC LIMIT ?2")
  static let oldestWithTag = NamedSQL(
    "list.oldestWithTag",
    "SELECT job_id FROM job_tag WHERE name = ?3 AND value = ?4 AND job_id > ?1 ORDER BY job_id LIMIT ?2")

  /// Index job_ready, from a (priority, ready_at, id) on; the row-value comparison does not mix directions, so it is spelled out.
  static let readySamePriority = inLine("list.readySamePriority", samePriority, "is_parked = 0 AND lane IS NULL")
  static let readyLowerPriority = inLine("list.readyLowerPriority", lowerPriority, "is_parked = 0 AND lane IS NULL")

  /// Index job_lane, likewise: those of one lane.
  static let laneSamePriority = inLine("list.laneSamePriority", samePriority, "is_parked = 0 AND \(isInLane)")
  static let laneLowerPriority = inLine("list.laneLowerPriority", lowerPriority, "is_parked = 0 AND \(isInLane)")

  /// Index job_remote, likewise: those of all lanes of remote workers.
  static let remoteSamePriority = inLine(
    "list.remoteSamePriority", samePriority, "is_parked = 0 AND \(JobSQL.isRemote)")
  static let remoteLowerPriority = inLine(
    "list.remoteLowerPriority", lowerPriority, "is_parked = 0 AND \(JobSQL.isRemote)")

  /// Index job_parked, likewise: those that wait for their limit key.
  static let parkedSamePriority = inLine("list.parkedSamePriority", samePriority, "is_parked = 1")
  static let parkedLowerPriority = inLine("list.parkedLowerPriority", lowerPriority, "is_parked = 1")

  private static let samePriority = """
    priority = \(PlaceParameter.priority.parameter) AND ready_at >= \(PlaceParameter.readyAt.parameter)
      AND (ready_at > \(PlaceParameter.readyAt.parameter) OR id > \(PlaceParameter.id.parameter)) ORDER BY ready_at, id
    """
  private static let lowerPriority =
    "priority < \(PlaceParameter.priority.parameter) ORDER BY priority DESC, ready_at, id"
  private static let isInLane = "lane = \(PlaceParameter.lane.parameter)"

  /// The partial indexes want their predicate as a literal.
  private static func inLine(_ name: String, _ from: String, _ line: String) -> NamedSQL {
    NamedSQL(
      name, giving: PlaceColumn.self,
      """
      SELECT \(PlaceColumn.list) FROM job WHERE queue_id = \(PlaceParameter.queueID.parameter) AND state = 3
        AND \(line) AND \(from) LIMIT \(PlaceParameter.limit.parameter)
      """)
  }

  /// Index job_batch.
  static let newestInBatch = NamedSQL(
    "list.newestInBatch", "SELECT id FROM job WHERE batch_id = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2")
  static let oldestInBatch = NamedSQL(
    "list.oldestInBatch", "SELECT id FROM job WHERE batch_id = ?3 AND id > ?1 ORDER BY id LIMIT ?2")

  /// Index job_schedule.
  static let newestOfSchedule = NamedSQL(
    "list.newestOfSchedule", "SELECT id FROM job WHERE schedule_id = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2")
  static let oldestOfSchedule = NamedSQL(
    "list.oldestOfSchedule", "SELECT id FROM job WHERE schedule_id = ?3 AND id > ?1 ORDER BY id LIMIT ?2")

  /// Index job_end: behind a job those that ended at the same moment, then those that ended earlier.
  static let endedTogether = NamedSQL(
    "list.endedTogether", giving: MomentColumn.self,
    """
    SELECT \(ended) FROM job INDEXED BY job_end WHERE finished_at IS NOT NULL AND finished_at = ?1 AND id < ?2
    ORDER BY id DESC LIMIT ?3
    """)
  static let endedEarlier = NamedSQL(
    "list.endedEarlier", giving: MomentColumn.self,
    """
    SELECT \(ended) FROM job INDEXED BY job_end WHERE finished_at IS NOT NULL AND finished_at < ?1 AND finished_at >= ?2
    ORDER BY finished_at DESC, id DESC LIMIT ?3
    """)
  /// As `MomentColumn` has them.
  private static let ended = "finished_at, id"

  /// The unique index of schedule.name.
  static let scheduleID = NamedSQL("list.scheduleID", "SELECT id FROM schedule WHERE name = ?1")

  static let all = [
    begin, job, row, nameAndTags, searched, batchName, scheduleName, newest, oldest, newestInState, oldestInState,
    newestInQueue, oldestInQueue, newestWithTag, oldestWithTag, endedTogether, endedEarlier, readySamePriority,
    readyLowerPriority, laneSamePriority, laneLowerPriority, remoteSamePriority,
    remoteLowerPriority, parkedSamePriority, parkedLowerPriority, newestInBatch,
    oldestInBatch, newestOfSchedule, oldestOfSchedule, scheduleID, realmsInBatch,
  ]
}
