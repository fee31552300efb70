// Requests of the schedule tests, and what the daemon's database says has fired.

import CSQLite
import Foundation
import JobWire

extension Daemon {
  /// Creates or replaces a schedule and returns the answer.
  func setSchedule(_ name: String, _ body: String) async throws -> Answer {
    try await send("PUT", "/v1/schedules/\(name)", body)
  }

  /// A schedule of a job of its own, which has to be taken.
  @discardableResult
  func schedule(_ name: String, _ when: String, _ more: String = "", job: String = #"{"handler":"noop"}"#) async throws
    -> Answer
  {
    let answer = try await setSchedule(name, #"{\#(when),"job":\#(job)\#(more.isEmpty ? "" : "," + more)}"#)
    guard [200, 201].contains(answer.status) else { throw Unexpected("\(answer.status) \(answer.text)") }
    return answer
  }

  func schedule(_ name: String) async throws -> Answer { try await get("/v1/schedules/\(name)") }

  func pauseSchedule(_ name: String) async throws {
    let answer = try await post("/v1/schedules/\(name)/pause")
    guard answer.status == 200 else { throw Unexpected("pause of \(name): \(answer.text)") }
  }

  /// The jobs a schedule has made, oldest first.
  func jobs(of schedule: String) async throws -> [JSONValue] {
    try await get("/v1/jobs?schedule=\(schedule)&order=oldest&limit=1000").objects("jobs")
  }

  /// What has fired, in the order of the due times.
  func firings(of schedule: String) throws -> [Firing] {
    try Firing.all(of: schedule, in: "\(data)/jobd.sqlite")
  }
}

/// A due time that has fired.
struct Firing: Equatable {
  /// Microseconds since the epoch.
  let due: Int64
  let job: Int

  fileprivate static func all(of schedule: String, in path: String) throws -> [Firing] {
    var database: OpaquePointer?
    defer { sqlite3_close(database) }
    guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
      throw Unexpected("cannot open \(path)")
    }
    sqlite3_busy_timeout(database, 10_000)
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    let sql = """
      SELECT due_at, job_id FROM firing JOIN schedule ON schedule.id = schedule_id
      WHERE name = '\(schedule)' ORDER BY due_at
      """
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else {
      throw Unexpected(String(cString: sqlite3_errmsg(database)))
    }
    var firings: [Firing] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        firings.append(Firing(due: sqlite3_column_int64(statement, 0), job: Int(sqlite3_column_int64(statement, 1))))
      case SQLITE_DONE: return firings
      default: throw Unexpected(String(cString: sqlite3_errmsg(database)))
      }
    }
  }
}

extension Answer {
  /// A time of the answer, in microseconds since the epoch.
  func micros(_ name: String) -> Int64? { value(name)?.stringValue.flatMap(WireMoment.micros) }
}

/// Times as the answers write them.
enum WireMoment {
  static func micros(_ text: String) -> Int64? { WireTime(parsing: text)?.micros }

  static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }
}
