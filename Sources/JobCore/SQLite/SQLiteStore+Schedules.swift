// The store's verbs on schedules.

extension SQLiteStore {
  func setSchedule(_ name: String, _ spec: NewSchedule, now: Timestamp) async throws(StoreError) -> ScheduleVerdict {
    try await writer.perform(at: now) { context throws(StoreError) in try ScheduleVerbs.set(name, spec, context) }
  }

  func setSchedulePaused(_ name: String, _ isPaused: Bool, now: Timestamp) async throws(StoreError) -> Schedule? {
    try await writer.perform(at: now) { context throws(StoreError) in
      try ScheduleVerbs.setPaused(name, isPaused, context)
    }
  }

  func deleteSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> Bool {
    try await writer.perform(at: now) { context throws(StoreError) in try ScheduleVerbs.delete(name, context) }
  }

  func runSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> InsertAnswer? {
    try await writer.perform(at: now) { context throws(StoreError) in try ScheduleVerbs.run(name, context) }
  }

  func schedule(_ name: String) async throws(StoreError) -> Schedule? {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(ScheduleSQL.byName, binding: name)
      guard try row.step() else { return nil }
      defer { row.reset() }
      var stored = try ScheduleReading.schedule(row)
      if stored.isDeleted { return nil }
      try ScheduledInput.read(into: &stored.schedule.spec.job, schedule: stored.id, on: connection)
      return stored.schedule
    }
  }

  func schedules(limit: Int, after last: String?) async throws(StoreError) -> SchedulePage {
    try await readers.readPage { connection, budget throws(StoreError) in
      let row = try connection.statement(ScheduleSQL.page, binding: last ?? "", limit + 1)
      defer { row.reset() }
      var page = SchedulePage(schedules: [])
      var bytes = 0
      while try row.step() {
        if page.schedules.count == limit || bytes > Limits.pageBytesMax || budget.isSpent(page.schedules.count) {
          page.next = page.schedules.last?.schedule.name
          break
        }
        let stored = try ScheduleReading.schedule(row)
        bytes += ScheduleReading.jobBytes(row)
        let sizes = try ScheduledInput.sizes(schedule: stored.id, on: connection)
        page.schedules.append(ListedSchedule(schedule: stored.schedule, inputBytes: sizes))
      }
      return page
    }
  }
}
