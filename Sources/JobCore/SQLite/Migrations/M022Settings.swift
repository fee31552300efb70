// Schema version 22: what is set at run time of the daemon as a whole, and whom it tells of the end of every job.

/// Settings by their names, and callbacks that became those of a job because they are everybody's.
enum M022Settings {
  static let script = """
    CREATE TABLE setting (
      name TEXT PRIMARY KEY,
      -- JSON; NULL is none.
      value TEXT
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE callback ADD COLUMN is_default INTEGER NOT NULL DEFAULT 0;
    """
}
