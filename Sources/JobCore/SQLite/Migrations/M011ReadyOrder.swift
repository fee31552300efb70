// Schema version 11: within a priority, the one that became ready first starts first.

/// The order of ready jobs: asyncio's loop runs what became ready in that order, whatever was made first.
enum M011ReadyOrder {
  static let script = """
    -- When it was last queued; 0 for those that were queued before there was this column: by id, and before all others.
    ALTER TABLE job ADD COLUMN ready_at INTEGER NOT NULL DEFAULT 0;
    DROP INDEX job_ready;
    CREATE INDEX job_ready ON job (queue_id, priority DESC, ready_at, id)
      WHERE state = 3 AND is_parked = 0 AND lane IS NULL;
    DROP INDEX job_lane;
    CREATE INDEX job_lane ON job (lane, queue_id, priority DESC, ready_at, id)
      WHERE state = 3 AND is_parked = 0 AND lane IS NOT NULL;
    DROP INDEX job_remote;
    CREATE INDEX job_remote ON job (queue_id, priority DESC, ready_at, id)
      WHERE state = 3 AND is_parked = 0 AND lane >= 'remote/' AND lane < 'remote0';
    DROP INDEX job_parked;
    CREATE INDEX job_parked ON job (queue_id, priority DESC, ready_at, id) WHERE state = 3 AND is_parked = 1;
    DROP INDEX job_by_limit;
    CREATE INDEX job_by_limit ON job (limit_id, state, queue_id, lane, is_parked, priority DESC, ready_at, id)
      WHERE limit_id IS NOT NULL;
    """
}
