// What those who follow along are shown of jobs beside their rows, on one connection.

/// The reading of names, commands and ends.
struct EventReading {
  let connection: SQLiteConnection

  func labels(of ids: some Collection<JobID>) throws(StoreError) -> [JobID: EventLabels] {
    let row = try connection.statement(EventSQL.labels)
    var found: [JobID: EventLabels] = [:]
    for id in ids {
      row.bind(inOrder: id)
      guard try row.step() else { continue }
      found[id] = EventLabels(
        name: row.string(EventLabelColumn.name), tags: SpecCoding.dictionary(row.bytes(EventLabelColumn.tags)),
        command: CommandText.line(ShownWork(row, EventLabelColumn.self)),
        schedule: row.string(EventLabelColumn.schedule),
        queue: row.string(EventLabelColumn.queue))
      row.reset()
    }
    return found
  }

  func attempts(_ starts: some Collection<JobStart>) throws(StoreError) -> [JobStart: EventAttempt] {
    let reading = JobReading(connection: connection)
    let row = try connection.statement(EventSQL.exit)
    var found: [JobStart: EventAttempt] = [:]
    for start in starts {
      var attempt = EventAttempt()
      row.bind(inOrder: start.job, start.start)
      if try row.step() {
        attempt.exit = AttemptExit(
          code: row.optionalInt32(ExitColumn.exitCode), signal: row.optionalInt32(ExitColumn.signal))
        row.reset()
      }
      attempt.progress = try reading.progress(start.job, start: start.start)
      found[start] = attempt
    }
    return found
  }
}
