// What is looked for of schedules.

/// Rows of schedules.
protocol ScheduleRows {
  /// How many there are, those among them that were removed and have jobs left, and the highest of their ids.
  func scheduleCount() throws(StoreError) -> (count: Int, highestID: Int64)

  /// The next ones that are neither paused nor removed, in the order of their ids.
  func clocks(after last: Int64, max: Int) throws(StoreError) -> [ScheduleClockRow]

  /// The job of a schedule, with what its processes read.
  func filled(_ job: NewJob, of schedule: Int64) throws(StoreError) -> NewJob
}
