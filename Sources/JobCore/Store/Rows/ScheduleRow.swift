// Rows of `schedule`, of `firing`, the due times that have made a job, and of `schedule_stdin`, what its jobs read.

/// A schedule as its row has it: without what the processes of its jobs read.
struct ScheduleRow {
  /// Its jobs have it.
  let id: Int64
  var schedule: Schedule
  /// When it is looked at next: its due time, put off by its jitter.
  var fireAt: Timestamp?
  /// It was removed; its row stays, so that its jobs keep its name, and a schedule of that name takes it up.
  var isDeleted = false
}

/// By what a schedule is known; one that was removed is still there, as long as its jobs are.
enum ScheduleKey: Hashable {
  case id(Int64)
  case name(String)
}

/// A due time of a schedule.
struct FiringKey: Hashable {
  let schedule: Int64
  let due: Timestamp
}

/// What the due times of a schedule are reckoned from, without its job.
struct ScheduleClockRow {
  let id: Int64
  let name: String
  let timing: NewSchedule.Timing
  let timeZone: String
  let jitterMicros: Int64
  let createdAt: Timestamp
  let nextAt: Timestamp?
  let fireAt: Timestamp?
}

/// What becomes of a schedule.
enum ScheduleChange {
  case add(ScheduleRow)
  /// All of it; `old` is how it was, if it was not removed before.
  case replace(ScheduleRow, old: Schedule?)
  /// All but what it submits, and when.
  case update(ScheduleRow)
  /// As `update`, when it has left out due times for a reason that was told before: that is not told again.
  case passOver(ScheduleRow)
  /// It waits for another due time.
  case aim(Int64, next: Timestamp, fireAt: Timestamp)
  /// Nothing is left of it.
  case remove(Int64)
}

/// What becomes of due times that have fired.
enum FiringChange {
  case add(schedule: Int64, due: Timestamp, job: JobID)
  /// Those up to this one whose jobs are gone.
  case removeGone(schedule: Int64, through: Timestamp)
}

/// What the processes of a schedule's jobs read from now on; `nil` is nothing.
struct ScheduleInputChange {
  let schedule: Int64
  let job: NewJob?
}
