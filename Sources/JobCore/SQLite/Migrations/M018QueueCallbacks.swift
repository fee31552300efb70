// Schema version 18: whom a queue tells of the ends of its jobs.

/// Callbacks of queues. They are copied to a job as it ends, and say from where.
enum M018QueueCallbacks {
  static let script = """
    -- JSON; NULL is none.
    ALTER TABLE queue ADD COLUMN callbacks TEXT;
    -- The name of the queue that asked for it; NULL is the job or batch itself.
    ALTER TABLE callback ADD COLUMN queue TEXT;
    """
}
