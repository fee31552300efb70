// Why a job is not running.

extension JobQueue {
  /// Everything that keeps the job from running, and its place in line.
  public func why(_ id: JobID) async throws(JobError) -> WhyAnswer {
    fatalError("to come")
  }
}
