// Statements on `schedule` and `firing`.

/// Statements on schedules.
enum ScheduleSQL {
  static let insert = NamedSQL(
    "schedule.insert",
    """
    INSERT INTO schedule (\(ScheduleColumn.list)) VALUES (\(ScheduleColumn.parameters))
    """)

  /// Primary key.
  static let replace = update("schedule.replace", ScheduleColumn.given + ScheduleColumn.changing)

  /// Primary key: what it submits, and when, stays.
  static let update = update("schedule.update", ScheduleColumn.changing)

  /// Primary key: only when it is due next.
  static let aim = update("schedule.aim", ScheduleColumn.aim)

  private static func update(_ name: String, _ columns: [ScheduleColumn]) -> NamedSQL {
    NamedSQL(name, "UPDATE schedule SET \(ScheduleColumn.assignments(columns)) WHERE \(isMeant)")
  }

  private static let isMeant = "id = \(ScheduleColumn.id.parameter)"

  /// Primary key.
  static let get = NamedSQL(
    "schedule.get", giving: ScheduleColumn.self, "SELECT \(ScheduleColumn.list) FROM schedule WHERE id = ?1")

  /// The unique index of the name.
  static let byName = NamedSQL(
    "schedule.byName", giving: ScheduleColumn.self, "SELECT \(ScheduleColumn.list) FROM schedule WHERE name = ?1")

  /// The unique index of the name, in its order, a page.
  static let page = NamedSQL(
    "schedule.page", giving: ScheduleColumn.self,
    "SELECT \(ScheduleColumn.list) FROM schedule WHERE name > ?1 AND is_deleted = 0 ORDER BY name LIMIT ?2")

  /// All rows: a look at how many there are, before one is added.
  static let count = NamedSQL(
    "schedule.count", giving: ScheduleCountColumn.self, "SELECT \(ScheduleCountColumn.list) FROM schedule")

  /// Primary key, a page: what the due times of those that are not paused are reckoned from.
  static let clocks = NamedSQL(
    "schedule.clocks", giving: ScheduleClockColumn.self,
    """
    SELECT \(ScheduleClockColumn.list) FROM schedule
    WHERE id > ?1 AND is_deleted = 0 AND is_paused = 0 ORDER BY id LIMIT ?2
    """)

  /// Indexes schedule_deleted and job_schedule: the next removed schedules that have no jobs to keep their names for.
  static let nextDeleted = NamedSQL(
    "schedule.nextDeleted",
    """
    SELECT id FROM schedule INDEXED BY schedule_deleted WHERE is_deleted = 1 AND id > ?1
      AND NOT EXISTS (SELECT 1 FROM job WHERE schedule_id IS NOT NULL AND schedule_id = schedule.id)
    ORDER BY id LIMIT ?2
    """)

  /// Primary key: nothing is left of it.
  static let remove = NamedSQL("schedule.remove", "DELETE FROM schedule WHERE \(isMeant)")

  // MARK: Firings

  /// Primary key: nothing is inserted for a due time that has fired before.
  static let insertFiring = NamedSQL(
    "firing.insert",
    """
    INSERT OR IGNORE INTO firing (\(FiringColumn.list)) VALUES (\(FiringColumn.parameters))
    """)

  /// Primary key.
  static let firing = NamedSQL(
    "firing.get", "SELECT job_id FROM firing WHERE schedule_id = ?1 AND due_at = ?2")

  /// Index firing_job: the job is gone, and that it was fired is remembered.
  static let forgetFiredJob = NamedSQL("firing.forgetJob", "UPDATE firing SET job_id = 0 WHERE job_id = ?1")

  /// Index firing_job: the first of what a schedule fired long ago, the jobs of which are gone.
  static let goneFirings = NamedSQL(
    "firing.gone",
    """
    SELECT due_at FROM firing INDEXED BY firing_job
    WHERE job_id = 0 AND schedule_id = ?1 AND due_at < ?2 ORDER BY due_at LIMIT ?3
    """)

  /// Index firing_job.
  static let pruneFirings = NamedSQL(
    "firing.prune",
    """
    DELETE FROM firing INDEXED BY firing_job
    WHERE job_id = 0 AND schedule_id = ?1 AND due_at <= ?2
    """)

  // MARK: What its jobs read

  /// Primary key.
  static let insertStdin = NamedSQL(
    "schedule.insertStdin",
    """
    INSERT INTO schedule_stdin (\(ScheduleInputColumn.list)) VALUES (\(ScheduleInputColumn.parameters))
    """)

  /// Primary key.
  static let stdin = NamedSQL(
    "schedule.stdin", giving: ScheduleInputResult.self,
    "SELECT \(ScheduleInputResult.list) FROM schedule_stdin WHERE schedule_id = ?1 ORDER BY position")

  /// Primary key; the lengths stand in the heads of the rows, and nothing else is read of them.
  static let stdinBytes = NamedSQL(
    "schedule.stdinBytes", giving: ScheduleInputSize.self,
    "SELECT \(ScheduleInputSize.list) FROM schedule_stdin WHERE schedule_id = ?1 ORDER BY position")

  /// Primary key.
  static let deleteStdin = NamedSQL("schedule.deleteStdin", "DELETE FROM schedule_stdin WHERE schedule_id = ?1")

  /// Primary key, once, in a migration: the next schedule whose job has its input among its text.
  static let nextWithStdin = NamedSQL(
    "schedule.nextWithStdin", giving: ScheduledJobColumn.self,
    #"SELECT \#(ScheduledJobColumn.list) FROM schedule WHERE id > ?1 AND job LIKE '%"stdin":[%' ORDER BY id LIMIT 1"#)

  /// Primary key.
  static let setJob = NamedSQL("schedule.setJob", "UPDATE schedule SET job = ?2 WHERE id = ?1")

  static let all = [
    insert, replace, update, aim, get, byName, page, count, clocks, nextDeleted, remove, insertFiring, firing,
    forgetFiredJob, goneFirings, pruneFirings, insertStdin, stdin, stdinBytes,
    deleteStdin, nextWithStdin, setJob,
  ]
}
