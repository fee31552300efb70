// Rows of `schedule` to schedules, for the writer and for readers; and the coding of the job they submit.

import struct Foundation.Data
import class Foundation.JSONDecoder
import class Foundation.JSONEncoder
import class Foundation.JSONSerialization

/// The coding of `schedule`.
enum ScheduleReading {
  /// Reads `ScheduleColumn`.
  static func schedule(_ row: SQLiteStatement) -> ScheduleRow {
    var spec = NewSchedule(
      timing(row.string(ScheduleColumn.cron), row.optionalInt64(ScheduleColumn.every)),
      timeZone: row.string(ScheduleColumn.timeZone) ?? "UTC", job: job(row.string(ScheduleColumn.job) ?? ""))
    spec.overlap = NewSchedule.Overlap(rawValue: row.int(ScheduleColumn.overlap)) ?? .skip
    spec.catchUp = NewSchedule.CatchUp(rawValue: row.int(ScheduleColumn.catchUp)) ?? .one
    spec.jitterMicros = row.int64(ScheduleColumn.jitter)
    spec.isPaused = row.bool(ScheduleColumn.isPaused)
    let schedule = Schedule(
      name: row.string(ScheduleColumn.name) ?? "", spec: spec, createdAt: row.time(ScheduleColumn.createdAt),
      updatedAt: row.time(ScheduleColumn.updatedAt), nextAt: row.optionalTime(ScheduleColumn.nextAt),
      lastAt: row.optionalTime(ScheduleColumn.lastAt),
      lastJob: row.optionalInt64(ScheduleColumn.lastJob).map { JobID($0) },
      firedCount: row.int(ScheduleColumn.firedCount), skippedCount: row.int(ScheduleColumn.skippedCount),
      refusal: row.string(ScheduleColumn.fault))
    return ScheduleRow(
      id: row.int64(ScheduleColumn.id), schedule: schedule, fireAt: row.optionalTime(ScheduleColumn.fireAt),
      isDeleted: row.bool(ScheduleColumn.isDeleted))
  }

  /// How long the text of its job is.
  static func jobBytes(_ row: SQLiteStatement) -> Int {
    row.string(ScheduleColumn.job)?.utf8.count ?? 0
  }

  /// Reads `ScheduleClockColumn`.
  static func clock(_ row: SQLiteStatement) -> ScheduleClockRow {
    ScheduleClockRow(
      id: row.int64(ScheduleClockColumn.id), name: row.string(ScheduleClockColumn.name) ?? "",
      timing: timing(row.string(ScheduleClockColumn.cron), row.optionalInt64(ScheduleClockColumn.every)),
      timeZone: row.string(ScheduleClockColumn.timeZone) ?? "UTC",
      jitterMicros: row.int64(ScheduleClockColumn.jitter), createdAt: row.time(ScheduleClockColumn.createdAt),
      nextAt: row.optionalTime(ScheduleClockColumn.nextAt), fireAt: row.optionalTime(ScheduleClockColumn.fireAt))
  }

  private static func timing(_ cron: String?, _ every: Int64?) -> NewSchedule.Timing {
    cron.map { .cron($0) } ?? .every(micros: every ?? Limits.scheduleEveryMicrosMin)
  }

  // MARK: The job, rare enough for JSON

  /// Without what its processes read: see `ScheduledInput`.
  static func encode(_ job: NewJob) -> String {
    let job = ScheduledInput.removed(from: job)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      return String(decoding: try encoder.encode(job), as: UTF8.self)
    } catch {
      preconditionFailure("a validated job has finite numbers and text, and those can be encoded: \(error)")
    }
  }

  /// One that cannot be read is the fault of this schedule, and of no other.
  static func job(_ text: String) -> NewJob {
    do {
      return try JSONDecoder().decode(NewJob.self, from: Data(text.utf8))
    } catch {
      return earlierJob(text) ?? .unreadable
    }
  }

  /// What a row of an earlier version does not have is as in a job that does not say.
  private static func earlierJob(_ text: String) -> NewJob? {
    do {
      guard let stored = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
        stored["work"] != nil,
        var whole = try JSONSerialization.jsonObject(with: JSONEncoder().encode(NewJob(.shell("")))) as? [String: Any]
      else { return nil }
      whole.merge(stored) { $1 }
      return try JSONDecoder().decode(NewJob.self, from: JSONSerialization.data(withJSONObject: whole))
    } catch {
      return nil
    }
  }
}
