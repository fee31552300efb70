// Schema version 4: attempts that are carried out outside of jobd, and what is known of who carries them out.

/// Leases of remote attempts, and the limits of external ones.
///
/// A row is there while such an attempt runs. It outlives the daemon: the next one goes on with it.
enum M004Leases {
  static let script = """
    -- secret is empty, and lease and expires_at are NULL, for an external job, which nobody holds.
    -- limit_cause and stop_cause as in StopCause: 1 its timeout, 2 its deadline, 3 a cancel.
    CREATE TABLE lease (
      job_id INTEGER PRIMARY KEY,
      secret TEXT NOT NULL,
      lease INTEGER CHECK (lease >= 1),
      expires_at INTEGER,
      limit_at INTEGER,
      limit_cause INTEGER CHECK (limit_cause BETWEEN 1 AND 2),
      stop_cause INTEGER CHECK (stop_cause BETWEEN 1 AND 3),
      stop_reason TEXT,
      end_at INTEGER,
      -- The earliest moment at which something is to be done about it.
      wake_at INTEGER,
      -- Its worker has been heard of since it was handed out.
      is_touched INTEGER NOT NULL DEFAULT 0 CHECK (is_touched IN (0, 1)),
      worker TEXT,
      claimed_by TEXT,
      CHECK ((lease IS NULL) = (expires_at IS NULL)),
      CHECK ((limit_at IS NULL) = (limit_cause IS NULL)),
      CHECK ((stop_cause IS NULL) = (end_at IS NULL))
    ) STRICT;
    CREATE INDEX lease_wake ON lease (wake_at) WHERE wake_at IS NOT NULL;

    -- The secret of a remote attempt and the fingerprint of the request that ended it, so that its repeat is known.
    ALTER TABLE attempt ADD COLUMN end_mark BLOB;
    """
}
