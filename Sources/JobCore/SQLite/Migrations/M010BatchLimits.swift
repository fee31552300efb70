// Schema version 10: batches have a limit in time, and callbacks of their own.

/// What `wait_for` over a group, and a callback on it, need to outlive whoever waits.
enum M010BatchLimits {
  static let script = """
    ALTER TABLE batch ADD COLUMN deadline_at INTEGER;
    ALTER TABLE batch ADD COLUMN is_timed_out INTEGER NOT NULL DEFAULT 0 CHECK (is_timed_out IN (0, 1));
    ALTER TABLE batch ADD COLUMN has_callbacks INTEGER NOT NULL DEFAULT 0 CHECK (has_callbacks IN (0, 1));
    -- The first member that ended without success, cancelled and skipped ones included.
    ALTER TABLE batch ADD COLUMN first_error INTEGER;
    UPDATE batch SET first_error = first_failure WHERE first_failure IS NOT NULL;
    CREATE INDEX batch_deadline ON batch (deadline_at)
      WHERE deadline_at IS NOT NULL AND finished_at IS NULL AND is_cancel_requested = 0;

    -- Whose end is told; owner_kind: 0 a job, 1 a batch.
    ALTER TABLE callback RENAME COLUMN job_id TO owner_id;
    ALTER TABLE callback ADD COLUMN owner_kind INTEGER NOT NULL DEFAULT 0 CHECK (owner_kind IN (0, 1));
    DROP INDEX callback_job;
    CREATE INDEX callback_owner ON callback (owner_kind, owner_id, id);
    """
}
