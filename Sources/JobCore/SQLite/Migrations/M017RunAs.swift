// Schema version 17: as whom the commands of jobs run.

/// The users of jobs and of queues. An older jobd, which knows nothing of them and would run all of them as itself, does
/// not open the file.
enum M017RunAs {
  static let script = """
    -- NULL is the user of jobd itself.
    ALTER TABLE job_spec ADD COLUMN run_as TEXT;
    ALTER TABLE queue ADD COLUMN run_as TEXT;
    """
}
