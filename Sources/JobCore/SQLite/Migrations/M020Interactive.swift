// Schema version 20: commands whose standard input stays open.

/// Which jobs can be sent input while they run. An older jobd would give them an input that ends at once.
enum M020Interactive {
  static let script = """
    ALTER TABLE job_spec ADD COLUMN is_interactive INTEGER NOT NULL DEFAULT 0;
    """
}
