// Statements on `schedule` and `firing`.

/// Statements on schedules.
enum ScheduleSQL {
  static let columns = """
    id, name, cron, every, time_zone, job, overlap, catch_up, jitter, is_paused, created_at, updated_at, next_at,
    last_at, last_job, fired_count, skipped_count, is_deleted, fire_at, fault
    """

  static let insert = NamedSQL(
    "schedule.insert",
    """
    INSERT INTO schedule (id, name, cron, every, time_zone, job, overlap, catch_up, jitter, is_paused, created_at,
      updated_at, next_at, fire_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
    """)

  /// Primary key. What has been fired stays.
  static let replace = NamedSQL(
    "schedule.replace",
    """
    UPDATE schedule SET name = ?2, cron = ?3, every = ?4, time_zone = ?5, job = ?6, overlap = ?7, catch_up = ?8,
      jitter = ?9, is_paused = ?10, created_at = ?11, updated_at = ?12, next_at = ?13, fire_at = ?14, is_deleted = 0,
      fault = NULL
    WHERE id = ?1
    """)

  /// The unique index of the name.
  static let byName = NamedSQL("schedule.byName", "SELECT \(columns) FROM schedule WHERE name = ?1")

  /// The unique index of the name, in its order, a page.
  static let page = NamedSQL(
    "schedule.page", "SELECT \(columns) FROM schedule WHERE name > ?1 AND is_deleted = 0 ORDER BY name LIMIT ?2")

  /// All rows: a look at how many there are, before one is added.
  static let count = NamedSQL("schedule.count", "SELECT count(*), ifnull(max(id), 0) FROM schedule")

  /// Primary key, a page: what the due times of those that are not paused are reckoned from.
  static let clocks = NamedSQL(
    "schedule.clocks",
    """
    SELECT id, name, cron, every, time_zone, jitter, created_at, next_at, fire_at FROM schedule
    WHERE id > ?1 AND is_deleted = 0 AND is_paused = 0 ORDER BY id LIMIT ?2
    """)

  /// Index schedule_due.
  static let due = NamedSQL(
    "schedule.due",
    """
    SELECT \(columns) FROM schedule INDEXED BY schedule_due
    WHERE fire_at IS NOT NULL AND fire_at <= ?1 ORDER BY fire_at LIMIT ?2
    """)

  /// Index schedule_due.
  static let nextFire = NamedSQL(
    "schedule.nextFire", "SELECT min(fire_at) FROM schedule INDEXED BY schedule_due WHERE fire_at IS NOT NULL")

  /// Primary key.
  static let advance = NamedSQL(
    "schedule.advance",
    """
    UPDATE schedule SET next_at = ?2, fire_at = ?3, last_at = ifnull(?4, last_at), last_job = ifnull(?5, last_job),
      fired_count = fired_count + ?6, skipped_count = skipped_count + ?7
    WHERE id = ?1
    """)

  /// Primary key: only when it is due next.
  static let aim = NamedSQL("schedule.aim", "UPDATE schedule SET next_at = ?2, fire_at = ?3 WHERE id = ?1")

  /// Primary key.
  static let setPaused = NamedSQL(
    "schedule.setPaused",
    "UPDATE schedule SET is_paused = ?2, updated_at = ?3, next_at = ?4, fire_at = ?5 WHERE id = ?1")

  /// Primary key. The row stays, so that its jobs keep its name, and a schedule of that name is this one again.
  static let delete = NamedSQL(
    "schedule.delete", "UPDATE schedule SET is_deleted = 1, next_at = NULL, fire_at = NULL WHERE id = ?1")

  /// Indexes schedule_deleted and job_schedule: the next removed schedule that has no jobs to keep its name for.
  static let nextDeleted = NamedSQL(
    "schedule.nextDeleted",
    """
    SELECT id FROM schedule INDEXED BY schedule_deleted WHERE is_deleted = 1 AND id > ?1
      AND NOT EXISTS (SELECT 1 FROM job WHERE schedule_id IS NOT NULL AND schedule_id = schedule.id)
    ORDER BY id LIMIT 1
    """)

  /// Primary key: nothing is left of it.
  static let remove = NamedSQL("schedule.remove", "DELETE FROM schedule WHERE id = ?1")

  /// Primary key.
  static let setFault = NamedSQL("schedule.setFault", "UPDATE schedule SET fault = ?2 WHERE id = ?1")

  /// Index job_schedule_live: unfinished jobs of a schedule, newest first.
  static let live = NamedSQL(
    "schedule.live",
    """
    SELECT id FROM job INDEXED BY job_schedule_live
    WHERE schedule_id IS NOT NULL AND schedule_id = ?1 AND state < 6 ORDER BY id DESC LIMIT ?2
    """)

  /// Primary key: nothing is inserted for a due time that has fired before.
  static let insertFiring = NamedSQL(
    "firing.insert", "INSERT OR IGNORE INTO firing (schedule_id, due_at, job_id) VALUES (?1, ?2, ?3)")

  /// Primary key.
  static let firing = NamedSQL("firing.get", "SELECT job_id FROM firing WHERE schedule_id = ?1 AND due_at = ?2")

  /// Index firing_job: the job is gone, and that it was fired is remembered.
  static let forgetFiredJob = NamedSQL("firing.forgetJob", "UPDATE firing SET job_id = 0 WHERE job_id = ?1")

  /// Index firing_job: the first of what a schedule fired long ago, the jobs of which are gone.
  static let pruneFirings = NamedSQL(
    "firing.prune",
    """
    DELETE FROM firing WHERE schedule_id = ?1 AND due_at IN (
      SELECT due_at FROM firing INDEXED BY firing_job
      WHERE job_id = 0 AND schedule_id = ?1 AND due_at < ?2 ORDER BY due_at LIMIT ?3)
    """)

  /// Primary key: the first of what a schedule fired of which nothing is left.
  static let removeFirings = NamedSQL(
    "firing.remove",
    """
    DELETE FROM firing WHERE schedule_id = ?1 AND due_at IN (
      SELECT due_at FROM firing WHERE schedule_id = ?1 ORDER BY due_at LIMIT ?2)
    """)

  /// Primary key.
  static let insertStdin = NamedSQL(
    "schedule.insertStdin", "INSERT INTO schedule_stdin (schedule_id, position, data) VALUES (?1, ?2, ?3)")

  /// Primary key.
  static let stdin = NamedSQL(
    "schedule.stdin", "SELECT position, data FROM schedule_stdin WHERE schedule_id = ?1 ORDER BY position")

  /// Primary key; the lengths stand in the heads of the rows, and nothing else is read of them.
  static let stdinBytes = NamedSQL(
    "schedule.stdinBytes", "SELECT position, length(data) FROM schedule_stdin WHERE schedule_id = ?1 ORDER BY position")

  /// Primary key.
  static let deleteStdin = NamedSQL("schedule.deleteStdin", "DELETE FROM schedule_stdin WHERE schedule_id = ?1")

  /// Primary key, once, in a migration: the next schedule whose job has its input among its text.
  static let nextWithStdin = NamedSQL(
    "schedule.nextWithStdin",
    #"SELECT id, job FROM schedule WHERE id > ?1 AND job LIKE '%"stdin":[%' ORDER BY id LIMIT 1"#)

  /// Primary key.
  static let setJob = NamedSQL("schedule.setJob", "UPDATE schedule SET job = ?2 WHERE id = ?1")

  static let all = [
    insert, replace, byName, page, count, clocks, due, nextFire, advance, aim, setPaused, delete, nextDeleted,
    remove, setFault, live,
    insertStdin, stdin, stdinBytes, deleteStdin, nextWithStdin, setJob,
    insertFiring,
    firing, forgetFiredJob, pruneFirings, removeFirings,
  ]
}
