// What is looked for of schedules. They are set and fire one by one.

/// Rows of schedules.
protocol ScheduleRows {
  /// How many there are, those among them that were removed and have jobs left, and the highest of their ids.
  func scheduleCount() throws(StoreError) -> (count: Int, highestID: Int64)

  /// The next ones that are neither paused nor removed, in the order of their ids.
  func clocks(after last: Int64, max: Int) throws(StoreError) -> [ScheduleClockRow]

  /// The jobs of a schedule that have not ended, newest first.
  func unfinished(of schedule: Int64, max: Int) throws(StoreError) -> [JobID]

  /// The job of a schedule, with what its processes read.
  func filled(_ job: NewJob, of schedule: Int64) throws(StoreError) -> NewJob

  /// The next one that was removed and has no job left.
  func removedSchedule(after last: Int64) throws(StoreError) -> Int64?

  /// The first due times that have fired before a moment, and whose jobs are gone.
  func goneFirings(of schedule: Int64, before moment: Timestamp, max: Int) throws(StoreError) -> [Timestamp]

  /// The first due times that have fired.
  func firings(of schedule: Int64, max: Int) throws(StoreError) -> [Timestamp]
}
