// Schema version 13: what lasts so long is kept in steady time, apart from what ends at a time of day.

/// Ends that do not move when somebody sets the clock; see `SteadyTime`.
enum M013SteadyTime {
  static let script = """
    -- How far the wall clock is ahead of steady time, in microseconds; negative when it is behind.
    INSERT INTO meta (name, value) VALUES ('clock_ahead', 0);

    -- secret is empty, and lease and expires_at are NULL, for an external job, which nobody holds.
    -- stop_cause as in StopCause: 1 its timeout, 2 its deadline, 3 a cancel. All times but deadline_at are steady.
    CREATE TABLE steady_lease (
      job_id INTEGER PRIMARY KEY,
      secret TEXT NOT NULL,
      lease INTEGER CHECK (lease >= 1),
      began_at INTEGER NOT NULL,
      expires_at INTEGER,
      timeout_at INTEGER,
      -- A time of day, of the job; without effect when its holder has been told to end.
      deadline_at INTEGER,
      stop_cause INTEGER CHECK (stop_cause BETWEEN 1 AND 3),
      stop_reason TEXT,
      told_at INTEGER,
      end_at INTEGER,
      -- The earliest moment at which something is to be done about it, but for the deadline.
      wake_at INTEGER,
      -- Its worker has been heard of since it was handed out.
      is_touched INTEGER NOT NULL DEFAULT 0 CHECK (is_touched IN (0, 1)),
      worker TEXT,
      claimed_by TEXT,
      CHECK ((lease IS NULL) = (expires_at IS NULL)),
      CHECK ((stop_cause IS NULL) = (end_at IS NULL)),
      CHECK ((stop_cause IS NULL) = (told_at IS NULL))
    ) STRICT;
    -- The later one of timeout and deadline was not kept.
    INSERT INTO steady_lease
    SELECT l.job_id, secret, lease, ifnull(j.started_at, 0), l.expires_at,
      iif(limit_cause = 1, limit_at, j.started_at + s.timeout), j.deadline_at,
      stop_cause, stop_reason, iif(stop_cause IS NULL, NULL, ifnull(told_at, end_at)), end_at, NULL, is_touched, worker,
      claimed_by
    FROM lease l JOIN job j ON j.id = l.job_id JOIN job_spec s ON s.id = j.id;
    UPDATE steady_lease SET wake_at = ifnull(
      min(expires_at + \(Limits.leaseMarginMicros), ifnull(end_at, timeout_at)),
      ifnull(expires_at + \(Limits.leaseMarginMicros), ifnull(end_at, timeout_at)));
    DROP TABLE lease;
    ALTER TABLE steady_lease RENAME TO lease;
    CREATE INDEX lease_wake ON lease (wake_at) WHERE wake_at IS NOT NULL;
    CREATE INDEX lease_deadline ON lease (deadline_at) WHERE deadline_at IS NOT NULL AND stop_cause IS NULL;

    -- When the time that a batch was given is over, in steady time; deadline_at is a time of day.
    ALTER TABLE batch ADD COLUMN timeout_at INTEGER;
    CREATE INDEX batch_timeout ON batch (timeout_at)
      WHERE timeout_at IS NOT NULL AND finished_at IS NULL AND is_cancel_requested = 0;

    -- From when on the pause until run_at is reckoned; NULL if run_at is a time of day that somebody asked for.
    ALTER TABLE job ADD COLUMN paused_at INTEGER;
    UPDATE job SET paused_at = (SELECT a.finished_at FROM attempt a WHERE a.job_id = job.id AND a.start = job.starts)
    WHERE state = 5;
    CREATE INDEX job_pause ON job (paused_at) WHERE paused_at IS NOT NULL;
    """
}
