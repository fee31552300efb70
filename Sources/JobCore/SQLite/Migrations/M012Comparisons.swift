// Schema version 12: what every write to `job` checks is said in comparisons.

/// SQLite builds a temporary table for a list of more than two values, each time a row is written: the rule about
/// reasons and the index of deadlines had such lists, and cost more than a third of a job's life.
enum M012Comparisons {
  static let script = """
    -- Only the text changes. Both say the same of every state there is, so no row and no entry of the index moves.
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(sql, 'state NOT IN (5, 7, 8, 9)', '(state <> 5 AND state < 7)')
      WHERE type = 'table' AND name = 'job';
    UPDATE sqlite_schema SET sql = replace(sql, 'state IN (0, 1, 2, 3, 5)', 'state < 6 AND state <> 4')
      WHERE type = 'index' AND name = 'job_deadline';
    PRAGMA writable_schema = RESET;
    """
}
