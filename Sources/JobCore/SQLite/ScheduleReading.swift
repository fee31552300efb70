// Rows of `schedule` to schedules, for the writer and for readers; and the coding of the job they submit.

import struct Foundation.Data
import class Foundation.JSONDecoder
import class Foundation.JSONEncoder
import class Foundation.JSONSerialization

/// A schedule as its row has it.
struct StoredSchedule {
  let id: Int64
  var schedule: Schedule
  let isDeleted: Bool
  /// How long the text of its job is.
  let jobBytes: Int
}

/// The coding of `schedule`.
enum ScheduleReading {
  /// Reads `ScheduleSQL.columns`.
  static func schedule(_ row: SQLiteStatement) throws(StoreError) -> StoredSchedule {
    let timing: NewSchedule.Timing =
      row.string(2).map { .cron($0) } ?? .every(micros: row.optionalInt64(3) ?? Limits.scheduleEveryMicrosMin)
    let text = row.string(5) ?? ""
    var spec = NewSchedule(timing, timeZone: row.string(4) ?? "UTC", job: try job(text))
    spec.overlap = NewSchedule.Overlap(rawValue: row.int(6)) ?? .skip
    spec.catchUp = NewSchedule.CatchUp(rawValue: row.int(7)) ?? .one
    spec.jitterMicros = row.int64(8)
    spec.isPaused = row.int(9) != 0
    return StoredSchedule(
      id: row.int64(0),
      schedule: Schedule(
        name: row.string(1) ?? "", spec: spec, createdAt: Timestamp(micros: row.int64(10)),
        updatedAt: Timestamp(micros: row.int64(11)), nextAt: row.optionalInt64(12).map(Timestamp.init(micros:)),
        lastAt: row.optionalInt64(13).map(Timestamp.init(micros:)), lastJob: row.optionalInt64(14).map { JobID($0) },
        firedCount: row.int(15), skippedCount: row.int(16), refusal: row.string(19)),
      isDeleted: row.int(17) != 0, jobBytes: text.utf8.count)
  }

  /// What the due times of a schedule are reckoned from, without its job.
  struct Clock {
    let id: Int64
    let name: String
    let timing: NewSchedule.Timing
    let timeZone: String
    let jitterMicros: Int64
    let createdAt: Timestamp
    let nextAt: Timestamp?
    let fireAt: Timestamp?
  }

  /// Reads `ScheduleSQL.clocks`.
  static func clock(_ row: SQLiteStatement) -> Clock {
    Clock(
      id: row.int64(0), name: row.string(1) ?? "",
      timing: row.string(2).map { .cron($0) } ?? .every(micros: row.optionalInt64(3) ?? Limits.scheduleEveryMicrosMin),
      timeZone: row.string(4) ?? "UTC", jitterMicros: row.int64(5), createdAt: Timestamp(micros: row.int64(6)),
      nextAt: row.optionalInt64(7).map(Timestamp.init(micros:)),
      fireAt: row.optionalInt64(8).map(Timestamp.init(micros:)))
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

  static func job(_ text: String) throws(StoreError) -> NewJob {
    do {
      return try JSONDecoder().decode(NewJob.self, from: Data(text.utf8))
    } catch {
      return try earlierJob(text)
    }
  }

  /// What a row of an earlier version does not have is as in a job that does not say.
  private static func earlierJob(_ text: String) throws(StoreError) -> NewJob {
    do {
      guard let stored = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
        var whole = try JSONSerialization.jsonObject(with: JSONEncoder().encode(NewJob(.shell("")))) as? [String: Any]
      else { throw StoreError.unreadable(statement: "schedule.job", message: "not an object") }
      whole.merge(stored) { $1 }
      return try JSONDecoder().decode(NewJob.self, from: JSONSerialization.data(withJSONObject: whole))
    } catch {
      throw .unreadable(statement: "schedule.job", message: "not a job: \(error)")
    }
  }
}
