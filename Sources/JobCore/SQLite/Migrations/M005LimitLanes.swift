// Schema version 5: the jobs of a limit key stand in line by the executor they need.

/// The index of jobs that share a limit key, with their lanes.
enum M005LimitLanes {
  static let script = """
    DROP INDEX job_by_limit;
    CREATE INDEX job_by_limit ON job (limit_id, state, queue_id, lane, is_parked, priority DESC, id)
      WHERE limit_id IS NOT NULL;
    """
}
