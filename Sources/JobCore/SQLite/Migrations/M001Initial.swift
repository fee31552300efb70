// Schema version 1: jobs, their specs, attempts, queues and idempotency keys.

/// The first schema.
///
/// The CHECKs restate Model/JobState: a row that breaks the state machine cannot be written. `job` is narrow, because
/// every claim and completion rewrites it; what was submitted is in `job_spec` and is written once.
enum M001Initial {
  static let script = """
    CREATE TABLE meta (
      name TEXT PRIMARY KEY,
      value INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO meta (name, value) VALUES ('last_job_id', 0), ('boot', 0), ('store_mark', abs(random() / 2));

    CREATE TABLE boot (
      boot INTEGER PRIMARY KEY,
      machine_boot TEXT NOT NULL,
      started_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE queue (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      slots INTEGER CHECK (slots >= 0),
      is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1))
    ) STRICT;
    INSERT INTO queue (id, name) VALUES (1, 'default');

    CREATE TABLE job_count (
      queue_id INTEGER NOT NULL,
      state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 9),
      count INTEGER NOT NULL CHECK (count >= 0),
      PRIMARY KEY (queue_id, state)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE job (
      id INTEGER PRIMARY KEY,
      state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 9),
      queue_id INTEGER NOT NULL,
      priority INTEGER NOT NULL CHECK (priority BETWEEN -1000 AND 1000),
      kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
      flags INTEGER NOT NULL,
      attempt INTEGER NOT NULL CHECK (attempt >= 0),
      max_attempts INTEGER NOT NULL CHECK (max_attempts >= 1),
      starts INTEGER NOT NULL CHECK (starts >= attempt),
      created_at INTEGER NOT NULL,
      run_at INTEGER,
      deadline_at INTEGER,
      started_at INTEGER,
      finished_at INTEGER,
      expires_at INTEGER,
      boot INTEGER,
      pid INTEGER,
      pid_ticks INTEGER,
      reason INTEGER,
      CHECK ((state >= 6) = (finished_at IS NOT NULL)),
      CHECK ((state = 4) = (boot IS NOT NULL)),
      CHECK (state NOT IN (1, 5) OR run_at IS NOT NULL),
      CHECK (state <> 4 OR attempt >= 1),
      CHECK (state NOT IN (5, 7, 8, 9) OR reason IS NOT NULL)
    ) STRICT;
    CREATE INDEX job_ready ON job (queue_id, priority DESC, id) WHERE state = 3;
    CREATE INDEX job_due ON job (run_at) WHERE state IN (1, 5);
    CREATE INDEX job_deadline ON job (deadline_at) WHERE deadline_at IS NOT NULL AND state IN (0, 1, 2, 3, 5);
    CREATE INDEX job_state ON job (state, id);
    CREATE INDEX job_queue ON job (queue_id, id);
    CREATE INDEX job_expiry ON job (expires_at) WHERE expires_at IS NOT NULL;

    CREATE TABLE job_spec (
      id INTEGER PRIMARY KEY,
      name TEXT,
      argv BLOB,
      shell TEXT,
      handler TEXT,
      payload TEXT,
      timeout INTEGER,
      grace INTEGER,
      retry TEXT,
      tags BLOB,
      cwd TEXT,
      env BLOB,
      is_env_cleared INTEGER NOT NULL DEFAULT 0,
      umask INTEGER,
      nice INTEGER,
      stdin BLOB,
      is_stderr_merged INTEGER NOT NULL DEFAULT 0,
      log_limit INTEGER,
      keep_for INTEGER,
      submitted_by TEXT,
      cancel_reason TEXT,
      CHECK ((argv IS NOT NULL) + (shell IS NOT NULL) + (handler IS NOT NULL) = 1)
    ) STRICT;

    CREATE TABLE job_tag (
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      job_id INTEGER NOT NULL,
      PRIMARY KEY (name, value, job_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE attempt (
      job_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      finished_at INTEGER NOT NULL,
      outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 7),
      exit_code INTEGER,
      signal INTEGER,
      error_code TEXT,
      error_message TEXT,
      pid INTEGER,
      stdout_bytes INTEGER NOT NULL,
      stderr_bytes INTEGER NOT NULL,
      is_log_truncated INTEGER NOT NULL,
      result BLOB,
      PRIMARY KEY (job_id, start)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE idempotency (
      key TEXT PRIMARY KEY,
      fingerprint BLOB NOT NULL,
      answer BLOB NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX idempotency_age ON idempotency (created_at);
    """
}
