// Schema version 14: what a retry by hand leaves of the end before it, and what is put off to later transactions.

/// The next failure of a batch, ends that callbacks still have to tell of, and why a schedule fires nothing.
enum M014Retries {
  static let script = """
    -- The members of a batch that ended without success, the first of each state first.
    CREATE INDEX job_batch_end ON job (batch_id, state, finished_at, id)
      WHERE batch_id IS NOT NULL AND finished_at IS NOT NULL AND state <> 6;
    -- A retry by hand used to leave its job marked as the first that failed.
    UPDATE batch SET first_failure = (
        SELECT j.id FROM job j WHERE j.batch_id = batch.id AND j.state = 7 ORDER BY j.finished_at, j.id LIMIT 1)
      WHERE EXISTS (SELECT 1 FROM job m WHERE m.id = first_failure AND m.state <> 7);
    UPDATE batch SET first_error = (
        SELECT j.id FROM job j WHERE j.batch_id = batch.id AND j.state > 6 ORDER BY j.finished_at, j.id LIMIT 1)
      WHERE EXISTS (SELECT 1 FROM job m WHERE m.id = first_error AND m.state < 7);

    -- The end that a callback tells of, JSON, once its job or batch has been retried; NULL is the present one.
    ALTER TABLE callback ADD COLUMN earlier_end BLOB;

    -- Why the last due time made no job, if that does not pass by itself.
    ALTER TABLE schedule ADD COLUMN fault TEXT;
    CREATE INDEX schedule_deleted ON schedule (id) WHERE is_deleted = 1;
    """
}
