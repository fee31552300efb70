// What readers answer about schedules.

extension SQLiteStore {
  func schedule(_ name: String) async throws(StoreError) -> Schedule? {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(ScheduleSQL.byName, binding: name)
      guard try row.step() else { return nil }
      defer { row.reset() }
      var stored = ScheduleReading.schedule(row)
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
      var looked = ReadBudget.Looked()
      while try row.step() {
        if page.schedules.count == limit || bytes > Limits.pageBytesMax || budget.isSpent(looked) {
          page.next = page.schedules.last?.schedule.name
          break
        }
        let stored = ScheduleReading.schedule(row)
        looked.noteRow()
        looked.noteText(bytes: ScheduleReading.jobBytes(row))
        bytes += ScheduleReading.jobBytes(row)
        let sizes = try ScheduledInput.sizes(schedule: stored.id, on: connection)
        page.schedules.append(ListedSchedule(schedule: stored.schedule, inputBytes: sizes))
      }
      return page
    }
  }
}
