// Schedules. Those that are due fire in `DueStore.promoteDue`.

/// What came of setting a schedule.
enum ScheduleVerdict: Sendable {
  case done(Schedule)
  /// There is one of this name that whoever sets this one may not see.
  case hidden
  /// It is not as it was looked at.
  case lookAgain
  /// It never fires.
  case never
  /// Its job cannot run as whom its queue and whoever sets it would have it run.
  case invalid([FieldFault])
  case tooMany
}

/// What keeps schedules.
protocol ScheduleStore: Sendable {
  /// - Parameter seen: when the schedule was last changed that this one was made of, which has to be so still; `nil` sets it
  ///   in any case.
  func setSchedule(
    _ name: String, _ spec: NewSchedule, over seen: Timestamp?, now: Timestamp
  ) async throws(StoreError) -> ScheduleVerdict
  /// `nil` if there is no such schedule.
  func setSchedulePaused(_ name: String, _ isPaused: Bool, now: Timestamp) async throws(StoreError) -> Schedule?
  /// `false` if there is no such schedule.
  func deleteSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> Bool
  /// Submits its job out of turn; `nil` if there is no such schedule.
  func runSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> InsertAnswer?
  func schedule(_ name: String) async throws(StoreError) -> Schedule?
  /// By name, those behind `last`: at most `limit`, and no more than `Limits.pageBytesMax` takes.
  func schedules(limit: Int, after last: String?) async throws(StoreError) -> SchedulePage
}

extension ScheduleStore {
  func setSchedule(_ name: String, _ spec: NewSchedule, now: Timestamp) async throws(StoreError) -> ScheduleVerdict {
    try await setSchedule(name, spec, over: nil, now: now)
  }
}
