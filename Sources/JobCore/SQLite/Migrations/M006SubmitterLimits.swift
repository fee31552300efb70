// Schema version 6: what the submitter of a job was limited to goes with the job.

/// The limits that a job's own token has, and what the job may read.
enum M006SubmitterLimits {
  static let script = """
    -- RealmLimits as JSON; NULL is none.
    ALTER TABLE job_spec ADD COLUMN limits TEXT;
    """
}
