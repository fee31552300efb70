// The columns of `schedule` and of what hangs on it.

/// As `ScheduleRow` has them.
enum ScheduleColumn: Int32, SQLiteColumn {
  case id
  case name
  case cron
  case every
  case timeZone
  case job
  case overlap
  case catchUp
  case jitter
  case isPaused
  case createdAt
  case updatedAt
  case nextAt
  case lastAt
  case lastJob
  case firedCount
  case skippedCount
  case isDeleted
  case fireAt
  case fault

  /// What it submits, and when.
  static let given: [ScheduleColumn] = [
    .name, .cron, .every, .timeZone, .job, .overlap, .catchUp, .jitter, .createdAt,
  ]
  /// What changes as it fires.
  static let changing: [ScheduleColumn] = [
    .isPaused, .updatedAt, .nextAt, .lastAt, .lastJob, .firedCount, .skippedCount, .isDeleted, .fireAt, .fault,
  ]
  static let aim: [ScheduleColumn] = [.nextAt, .fireAt]
}

/// As `ScheduleClockRow` has them.
enum ScheduleClockColumn: Int32, SQLiteColumn {
  case id
  case name
  case cron
  case every
  case timeZone
  case jitter
  case createdAt
  case nextAt
  case fireAt
}

/// Of `schedule_stdin`; the position is among the jobs of the schedule.
enum ScheduleInputColumn: Int32, SQLiteColumn {
  case scheduleID
  case position
  case data
}

/// What is read of `schedule_stdin`.
enum ScheduleInputResult: Int32, SQLiteColumn {
  case position
  case data
}

/// How much that is.
enum ScheduleInputSize: Int32, SQLiteColumn {
  case position
  case bytes

  var expression: String { self == .bytes ? "length(data)" : name }
}

/// A schedule's job, as its text.
enum ScheduledJobColumn: Int32, SQLiteColumn {
  case id
  case job
}

/// How many schedules there are.
enum ScheduleCountColumn: Int32, SQLiteColumn {
  case count
  case highestID

  var expression: String { self == .count ? "count(*)" : "ifnull(max(id), 0)" }
}

/// Of `firing`.
enum FiringColumn: Int32, SQLiteColumn {
  case scheduleID
  case dueAt
  case jobID
}
