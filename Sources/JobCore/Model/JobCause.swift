// Why a job is no success, as the store knows it. The words for it are made where they are read: `JobCause+Text`.

/// Why a job has failed, was cancelled or was skipped, or what went wrong in the last attempt of one that goes on.
public enum JobCause: Hashable, Sendable {
  /// What its last attempt says for itself.
  case attempt(JobFailure)
  /// It was cancelled, and whoever did so may have said why.
  case cancelled(reason: String?)
  /// Its deadline passed before it could start.
  case expired
  /// It was given no time, and was not started.
  case noTime
  /// A parent that did not end as it was to; as it stands now, which a retry may have changed, and without a state if it
  /// is not there any more.
  case job(JobID, JobState?, on: EndCondition)
  /// A batch that did not end as it was to.
  case batch(BatchID, on: EndCondition)
  /// One of its parents; which one is not known any more.
  case parents
}
