// Schema version 8: batches without members go by themselves, and a lease knows when its holder was told to end.

/// When a batch that has no members is removed, and from when the grace of an attempt elsewhere is reckoned.
enum M008Clocks {
  static let script = """
    ALTER TABLE batch ADD COLUMN expires_at INTEGER;
    UPDATE batch SET expires_at = ifnull(finished_at, created_at) + 604800000000
    WHERE NOT EXISTS (SELECT 1 FROM job WHERE job.batch_id = batch.id);
    CREATE INDEX batch_expiry ON batch (expires_at) WHERE expires_at IS NOT NULL;

    ALTER TABLE lease ADD COLUMN told_at INTEGER;
    """
}
