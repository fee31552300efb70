// Schema version 7: what is left to do after a transaction that has done enough, and bytes that are kept as bytes.

/// Marks of unfinished work, and the standard input of scheduled jobs.
enum M007Bounds {
  static let script = """
    -- Ends of which not all follow-ups have been decided: those from after_child on are. The newest first.
    CREATE TABLE settlement (
      id INTEGER PRIMARY KEY,
      parent_kind INTEGER NOT NULL CHECK (parent_kind IN (0, 1)),
      parent_id INTEGER NOT NULL,
      is_success INTEGER NOT NULL CHECK (is_success IN (0, 1)),
      after_child INTEGER NOT NULL,
      UNIQUE (parent_kind, parent_id)
    ) STRICT;

    -- The follow-ups that wait, without all those of earlier ends.
    CREATE INDEX edge_pending ON edge (parent_kind, parent_id, child_id) WHERE outcome = 0;

    -- What was said with the cancel of a batch, for the members that have not been reached.
    ALTER TABLE batch ADD COLUMN cancel_reason TEXT;

    -- Members of batches that wait for others: only through them does a batch wait for anything but its members.
    CREATE INDEX job_batch_pending ON job (batch_id, id) WHERE batch_id IS NOT NULL AND pending > 0;

    -- What the processes of a schedule's jobs read; position counts its job and the follow-ups, each before its own.
    CREATE TABLE schedule_stdin (
      schedule_id INTEGER NOT NULL,
      position INTEGER NOT NULL CHECK (position >= 0),
      data BLOB NOT NULL,
      PRIMARY KEY (schedule_id, position)
    ) STRICT;
    """

  /// Takes the input out of the jobs of schedules, where it was a list of numbers.
  static func moveStdin(_ connection: SQLiteConnection) throws(StoreError) {
    var last: Int64 = 0
    // One after another: all of them together may be large.
    while true {
      let row = try connection.statement(ScheduleSQL.nextWithStdin, binding: last)
      guard try row.step() else { return }
      last = row.int64(ScheduledJobColumn.id)
      let text = row.string(ScheduledJobColumn.job) ?? ""
      row.reset()
      let job = ScheduleReading.job(text)
      // What nobody can read stays as it is.
      if job.fault != nil { continue }
      try ScheduledInput.store(job, schedule: last, on: connection)
      try connection.statement(ScheduleSQL.setJob, binding: last, ScheduleReading.encode(job)).run()
    }
  }
}
