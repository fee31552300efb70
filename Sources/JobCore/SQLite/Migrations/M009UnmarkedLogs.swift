// Schema version 9: names of logs and results carry the store's mark. What an older jobd has left beside this database
// has none yet, and is given it by the next start.

/// Whether there may be files without a mark that belong to this store.
enum M009UnmarkedLogs {
  static let script = """
    INSERT INTO meta (name, value) SELECT 'unmarked_logs', value > 0 FROM meta WHERE name = 'last_job_id';
    """
}
