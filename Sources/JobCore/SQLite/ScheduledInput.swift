// What the processes of a schedule's jobs read, kept as bytes beside the schedule: a firing copies it to the job's row,
// and nobody spells it out as numbers.

/// The rows of `schedule_stdin`: one for each job of a schedule that has something to read, its follow-ups among them.
enum ScheduledInput {
  static func store(_ job: NewJob, schedule: Int64, on connection: SQLiteConnection) throws(StoreError) {
    var job = job
    var position = 0
    try job.forEachStdin(&position) { position, bytes throws(StoreError) in
      guard let bytes else { return }
      let statement = try connection.statement(ScheduleSQL.insertStdin)
      statement.bind(ScheduleInputColumn.scheduleID, schedule)
      statement.bind(ScheduleInputColumn.position, position)
      try statement.run(binding: bytes, as: ScheduleInputColumn.data)
    }
  }

  static func read(
    into job: inout NewJob, schedule: Int64, on connection: SQLiteConnection
  ) throws(StoreError) {
    let row = try connection.statement(ScheduleSQL.stdin, binding: schedule)
    var stored: [Int: [UInt8]] = [:]
    while try row.step() { stored[row.int(ScheduleInputResult.position)] = row.bytes(ScheduleInputResult.data) }
    if stored.isEmpty { return }
    var position = 0
    try job.forEachStdin(&position) { position, bytes throws(StoreError) in bytes = stored[position] }
  }

  /// How many bytes each job of a schedule has to read, by its position.
  static func sizes(schedule: Int64, on connection: SQLiteConnection) throws(StoreError) -> [Int: Int] {
    let row = try connection.statement(ScheduleSQL.stdinBytes, binding: schedule)
    var sizes: [Int: Int] = [:]
    while try row.step() { sizes[row.int(ScheduleInputSize.position)] = row.int(ScheduleInputSize.bytes) }
    return sizes
  }

  static func remove(schedule: Int64, on connection: SQLiteConnection) throws(StoreError) {
    try connection.statement(ScheduleSQL.deleteStdin, binding: schedule).run()
  }

  /// The job as it is stored beside its input.
  static func removed(from job: NewJob) -> NewJob {
    var job = job
    job.removeStdin()
    return job
  }
}

extension NewJob {
  /// Calls `body` with what this job reads and what each of its follow-ups does, each before its own, numbered from
  /// `position` on.
  fileprivate mutating func forEachStdin(
    _ position: inout Int, _ body: (Int, inout [UInt8]?) throws(StoreError) -> Void
  ) throws(StoreError) {
    try body(position, &process.stdin)
    position += 1
    for index in then.indices { try then[index].job.forEachStdin(&position, body) }
  }

  fileprivate mutating func removeStdin() {
    process.stdin = nil
    for index in then.indices { then[index].job.removeStdin() }
  }
}
