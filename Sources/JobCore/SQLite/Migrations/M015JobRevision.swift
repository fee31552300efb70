// Schema version 15: which of two pictures of a job is the newer one, and since when a job waits.

/// How often a job has changed, and since when it is in a state in which it waits.
enum M015JobRevision {
  static let script = """
    -- Grows with each change of the job.
    ALTER TABLE job ADD COLUMN rev INTEGER NOT NULL DEFAULT 1;
    -- NULL for one that waits since it was made; running and ended jobs have times of their own for that. Of those that
    -- were released or queued again before there was this column it is not known.
    ALTER TABLE job ADD COLUMN since_at INTEGER;
    UPDATE job SET since_at = paused_at WHERE paused_at IS NOT NULL;
    """
}
