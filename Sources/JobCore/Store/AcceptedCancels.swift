// Cancels that hold already, and that the rows do not have yet because the disk takes nothing.

/// What has been accepted, as it stood before the jobs to be shown were read.
struct AcceptedCancels: Sendable {
  let subjects: Set<KeptCancel.Subject>

  static let none = AcceptedCancels(subjects: [])

  /// The job with the cancel that its attempt has been told of.
  func shown(_ job: Job) -> Job {
    if subjects.isEmpty || job.state != .running || job.isCancelRequested { return job }
    let ways = [false, true].map { KeptCancel.Subject.job(job.id, start: job.starts, isForced: $0) }
    guard ways.contains(where: subjects.contains) else { return job }
    var job = job
    job.isCancelRequested = true
    return job
  }

  func shown(_ batch: Batch) -> Batch {
    guard !batch.isDone, subjects.contains(.batch(batch.id)) else { return batch }
    var batch = batch
    batch.isCancelRequested = true
    return batch
  }
}
