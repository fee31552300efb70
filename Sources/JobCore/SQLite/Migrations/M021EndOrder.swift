// Schema version 21: jobs in the order of their ends.

/// The way to what ended last, or within some time, of however many jobs there are. An end adds one entry at the end of
/// the index, and the removal of its job, or a retry by hand, takes one away; nothing else touches it.
enum M021EndOrder {
  static let script = """
    CREATE INDEX job_end ON job (finished_at) WHERE finished_at IS NOT NULL;
    """
}
