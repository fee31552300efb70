// Schema version 3: jobs that are requests, jobs that run nothing, lanes, progress, checkpoints.

/// What executors other than the subprocess need.
///
/// `lane` says whose room a queued job waits for (Model/Lane). Jobs without one keep the narrow index they had; each of
/// the others stands in the line of its lane, so that a claim never looks at jobs for whose executor there is no room.
/// Those of remote workers stand in one more, for workers that take whatever a queue has.
enum M003Executors {
  static let script = """
    ALTER TABLE job ADD COLUMN lane TEXT;
    UPDATE job SET lane = '/' || (SELECT handler FROM job_spec s WHERE s.id = job.id) WHERE kind = 4;
    DROP INDEX job_ready;
    CREATE INDEX job_ready ON job (queue_id, priority DESC, id) WHERE state = 3 AND is_parked = 0 AND lane IS NULL;
    CREATE INDEX job_lane ON job (lane, queue_id, priority DESC, id)
      WHERE state = 3 AND is_parked = 0 AND lane IS NOT NULL;
    CREATE INDEX job_remote ON job (queue_id, priority DESC, id)
      WHERE state = 3 AND is_parked = 0 AND lane >= 'remote/' AND lane < 'remote0';

    ALTER TABLE job_spec ADD COLUMN http TEXT;
    ALTER TABLE job_spec ADD COLUMN is_external INTEGER NOT NULL DEFAULT 0 CHECK (is_external IN (0, 1));
    ALTER TABLE job_spec ADD COLUMN executor TEXT;
    -- The head of the answer to a request, JSON.
    ALTER TABLE attempt ADD COLUMN http TEXT;

    -- The last report of a job; `start` is that of the attempt that made it.
    CREATE TABLE progress (
      job_id INTEGER PRIMARY KEY,
      start INTEGER NOT NULL,
      fraction REAL CHECK (fraction BETWEEN 0 AND 1),
      done INTEGER CHECK (done >= 0),
      total INTEGER CHECK (total >= done),
      note TEXT,
      reported_at INTEGER NOT NULL
    ) STRICT;

    -- What an attempt left for the next one.
    CREATE TABLE checkpoint (
      job_id INTEGER PRIMARY KEY,
      data BLOB NOT NULL
    ) STRICT;

    -- SQLite cannot change a CHECK; its text is all there is to it, and every row there is keeps the wider one.
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(sql, 'kind BETWEEN 1 AND 4', 'kind BETWEEN 1 AND 5')
      WHERE type = 'table' AND name = 'job';
    UPDATE sqlite_schema SET sql = replace(sql, '(argv IS NOT NULL) + (shell IS NOT NULL) + (handler IS NOT NULL) = 1',
        '(argv IS NOT NULL) + (shell IS NOT NULL) + (handler IS NOT NULL) + (http IS NOT NULL) + is_external = 1')
      WHERE type = 'table' AND name = 'job_spec';
    UPDATE sqlite_schema SET sql = replace(sql, 'outcome BETWEEN 1 AND 7', 'outcome BETWEEN 1 AND 10')
      WHERE type = 'table' AND name = 'attempt';
    PRAGMA writable_schema = RESET;
    """
}
