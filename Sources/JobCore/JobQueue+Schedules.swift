// Schedules: recurring submissions.

extension JobQueue {
  /// Creates the schedule, or replaces it; what it has fired stays.
  public func setSchedule(_ name: String, _ new: NewSchedule) async throws(JobError) -> Schedule {
    fatalError("to come")
  }

  public func schedule(_ name: String) async throws(JobError) -> Schedule {
    fatalError("to come")
  }

  /// By name.
  public func schedules() async throws(JobError) -> [Schedule] {
    fatalError("to come")
  }

  /// Removes the schedule; its jobs stay.
  public func deleteSchedule(_ name: String) async throws(JobError) {
    fatalError("to come")
  }

  /// The next due times, 1…`Limits.previewCountMax` of them; fewer if it never fires again.
  public func previewSchedule(_ name: String, count: Int) async throws(JobError) -> [Timestamp] {
    fatalError("to come")
  }

  /// Submits the job of the schedule now; its due times stay as they are.
  public func runSchedule(_ name: String) async throws(JobError) -> Job {
    fatalError("to come")
  }

  public func setSchedulePaused(_ name: String, _ isPaused: Bool) async throws(JobError) -> Schedule {
    fatalError("to come")
  }
}
