// Schedules are set, run and removed.

extension ScheduleStore where Self: WritingStore {
  func setSchedule(
    _ name: String, _ spec: NewSchedule, over seen: Timestamp?, now: Timestamp
  ) async throws(StoreError) -> ScheduleVerdict {
    try await writer.perform(at: now) { tx throws(StoreError) in try ScheduleVerbs.set(name, spec, over: seen, tx) }
  }

  func setSchedulePaused(_ name: String, _ isPaused: Bool, now: Timestamp) async throws(StoreError) -> Schedule? {
    try await writer.perform(at: now) { tx throws(StoreError) in
      try ScheduleVerbs.setPaused(name, isPaused, tx)
    }
  }

  func deleteSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> Bool {
    try await writer.perform(at: now) { tx throws(StoreError) in try ScheduleVerbs.delete(name, tx) }
  }

  func runSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> InsertAnswer? {
    try await writer.perform(at: now) { tx throws(StoreError) in try ScheduleVerbs.run(name, tx) }
  }
}
