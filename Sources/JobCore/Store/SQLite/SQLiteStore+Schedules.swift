// The store's verbs on schedules.

extension SQLiteStore {
  func setSchedule(_ name: String, _ spec: NewSchedule, now: Timestamp) async throws(StoreError) -> ScheduleVerdict {
    try await writer.perform { context throws(StoreError) in try context.setSchedule(name, spec, now: now) }
  }

  func setSchedulePaused(_ name: String, _ isPaused: Bool, now: Timestamp) async throws(StoreError) -> Schedule? {
    try await writer.perform { context throws(StoreError) in
      try context.setSchedulePaused(name, isPaused, now: now)
    }
  }

  func deleteSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> Bool {
    try await writer.perform { context throws(StoreError) in try context.deleteSchedule(name, now: now) }
  }

  func runSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> InsertAnswer? {
    try await writer.perform { context throws(StoreError) in try context.runSchedule(name, now: now) }
  }

  func schedule(_ name: String) async throws(StoreError) -> Schedule? {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(ScheduleSQL.byName)
      row.bind(1, name)
      guard try row.step() else { return nil }
      defer { row.reset() }
      var stored = try ScheduleReading.schedule(row)
      if stored.isDeleted { return nil }
      try ScheduledInput.read(into: &stored.schedule.spec.job, schedule: stored.id, on: connection)
      return stored.schedule
    }
  }

  func schedules() async throws(StoreError) -> [Schedule] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(ScheduleSQL.everything)
      var schedules: [Schedule] = []
      while try row.step() {
        var stored = try ScheduleReading.schedule(row)
        try ScheduledInput.read(into: &stored.schedule.spec.job, schedule: stored.id, on: connection)
        schedules.append(stored.schedule)
      }
      return schedules
    }
  }
}
