// Schema version 16: what a job submits with its own token is submitted with the rights of its submitter, who may lose
// them.

/// Whose rights a follow-up was submitted with.
enum M016SubmitterRoots {
  static let script = """
    -- Who answers for what a job with its own token, or the end of one, has submitted; NULL is submitted_by.
    ALTER TABLE job_spec ADD COLUMN granted_by TEXT;
    """
}
