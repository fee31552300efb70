// Schema version 2: follow-ups, batches, keyed limits, unique keys, callbacks, schedules.

/// What jobs have to do with one another.
///
/// The hot row gains integers only; each of the tables below has rows only for jobs that use it, and a bit of
/// `job.flags` says which.
enum M002Flow {
  static let script = """
    ALTER TABLE job ADD COLUMN pending INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0);
    ALTER TABLE job ADD COLUMN weight INTEGER NOT NULL DEFAULT 1 CHECK (weight >= 1);
    ALTER TABLE job ADD COLUMN batch_id INTEGER;
    ALTER TABLE job ADD COLUMN schedule_id INTEGER;
    ALTER TABLE job ADD COLUMN limit_id INTEGER;
    -- Queued, but its limit key is exhausted: not among the jobs a claim looks at.
    ALTER TABLE job ADD COLUMN is_parked INTEGER NOT NULL DEFAULT 0
      CHECK (is_parked = 0 OR (is_parked = 1 AND state = 3 AND limit_id IS NOT NULL));
    DROP INDEX job_ready;
    CREATE INDEX job_ready ON job (queue_id, priority DESC, id) WHERE state = 3 AND is_parked = 0;
    CREATE INDEX job_parked ON job (queue_id, priority DESC, id) WHERE state = 3 AND is_parked = 1;
    -- limit_id is NULL again once the job has ended.
    CREATE INDEX job_by_limit ON job (limit_id, state, queue_id, is_parked, priority DESC, id)
      WHERE limit_id IS NOT NULL;
    CREATE INDEX job_batch ON job (batch_id, id) WHERE batch_id IS NOT NULL;
    CREATE INDEX job_schedule ON job (schedule_id, id) WHERE schedule_id IS NOT NULL;
    CREATE INDEX job_schedule_live ON job (schedule_id, id) WHERE schedule_id IS NOT NULL AND state < 6;
    INSERT INTO meta (name, value) VALUES ('last_batch_id', 0), ('last_callback_id', 0);

    ALTER TABLE queue ADD COLUMN max_queued INTEGER CHECK (max_queued >= 1);
    ALTER TABLE queue ADD COLUMN rate_count INTEGER CHECK (rate_count >= 1);
    ALTER TABLE queue ADD COLUMN rate_per INTEGER CHECK (rate_per >= 1);
    ALTER TABLE queue ADD COLUMN rate_burst INTEGER CHECK (rate_burst >= 1);
    ALTER TABLE queue ADD COLUMN rate_tokens REAL;
    ALTER TABLE queue ADD COLUMN rate_at INTEGER;
    ALTER TABLE queue ADD COLUMN aging INTEGER CHECK (aging >= 1);
    ALTER TABLE queue ADD COLUMN default_timeout INTEGER CHECK (default_timeout >= 0);

    -- parent_kind: 0 a job, 1 a batch. condition: 1 success, 2 failure, 3 any.
    -- outcome: 0 the parent has not ended, 1 met, 2 not met.
    CREATE TABLE edge (
      child_id INTEGER NOT NULL,
      position INTEGER NOT NULL,
      parent_kind INTEGER NOT NULL CHECK (parent_kind IN (0, 1)),
      parent_id INTEGER NOT NULL,
      condition INTEGER NOT NULL CHECK (condition BETWEEN 1 AND 3),
      outcome INTEGER NOT NULL DEFAULT 0 CHECK (outcome BETWEEN 0 AND 2),
      PRIMARY KEY (child_id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX edge_parent ON edge (parent_kind, parent_id, child_id);

    CREATE TABLE batch (
      id INTEGER PRIMARY KEY,
      name TEXT,
      is_fail_fast INTEGER NOT NULL CHECK (is_fail_fast IN (0, 1)),
      stays_open INTEGER NOT NULL CHECK (stays_open IN (0, 1)),
      is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
      is_cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (is_cancel_requested IN (0, 1)),
      -- Members in each state, 0 to 9, as a JSON array.
      counts TEXT NOT NULL,
      first_failure INTEGER,
      created_at INTEGER NOT NULL,
      finished_at INTEGER,
      submitted_by TEXT
    ) STRICT;
    CREATE INDEX batch_cancel ON batch (id) WHERE is_cancel_requested = 1 AND finished_at IS NULL;

    CREATE TABLE limit_key (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      max INTEGER NOT NULL CHECK (max >= 1)
    ) STRICT;
    CREATE TABLE job_limit (
      job_id INTEGER PRIMARY KEY,
      key TEXT NOT NULL,
      max INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE unique_key (
      key TEXT PRIMARY KEY,
      job_id INTEGER NOT NULL,
      -- When the key is free again, once its job has ended.
      free_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_unique (
      job_id INTEGER PRIMARY KEY,
      key TEXT NOT NULL,
      on_conflict INTEGER NOT NULL CHECK (on_conflict BETWEEN 1 AND 3),
      for_micros INTEGER
    ) STRICT;

    -- state: 0 waiting, 1 due, 2 delivered, 3 failed, 4 unmet.
    CREATE TABLE callback (
      id INTEGER PRIMARY KEY,
      job_id INTEGER NOT NULL,
      condition INTEGER NOT NULL CHECK (condition BETWEEN 1 AND 3),
      url TEXT,
      argv BLOB,
      state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
      tries INTEGER NOT NULL DEFAULT 0,
      next_at INTEGER,
      delivered_at INTEGER,
      last_error TEXT,
      CHECK ((url IS NULL) <> (argv IS NULL)),
      CHECK ((state = 1) = (next_at IS NOT NULL))
    ) STRICT;
    CREATE INDEX callback_job ON callback (job_id, id);
    CREATE INDEX callback_due ON callback (next_at) WHERE state = 1;

    CREATE TABLE schedule (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      -- Removed, but jobs of it are still there.
      is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1)),
      cron TEXT,
      every INTEGER CHECK (every >= 1),
      time_zone TEXT NOT NULL,
      job TEXT NOT NULL,
      overlap INTEGER NOT NULL CHECK (overlap BETWEEN 1 AND 3),
      catch_up INTEGER NOT NULL CHECK (catch_up BETWEEN 1 AND 3),
      jitter INTEGER NOT NULL CHECK (jitter >= 0),
      is_paused INTEGER NOT NULL CHECK (is_paused IN (0, 1)),
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      -- The next due time, and the moment it fires: later by the jitter.
      next_at INTEGER,
      fire_at INTEGER,
      last_at INTEGER,
      last_job INTEGER,
      fired_count INTEGER NOT NULL DEFAULT 0,
      skipped_count INTEGER NOT NULL DEFAULT 0,
      CHECK ((cron IS NULL) <> (every IS NULL)),
      CHECK ((next_at IS NULL) = (fire_at IS NULL))
    ) STRICT;
    CREATE INDEX schedule_due ON schedule (fire_at) WHERE fire_at IS NOT NULL;

    -- One row for each due time that has fired: no due time fires twice.
    CREATE TABLE firing (
      schedule_id INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      job_id INTEGER NOT NULL,
      PRIMARY KEY (schedule_id, due_at)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX firing_job ON firing (job_id);
    """
}
