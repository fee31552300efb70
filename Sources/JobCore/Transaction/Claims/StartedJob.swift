// A job that a claim has just started.

/// A job that has been started.
struct StartedJob {
  let job: WorkingJob
  /// Slots that it takes of its queue's, and of the daemon's.
  let weight: Int
  let slots: Int

  var id: JobID { job.row.id }
}
