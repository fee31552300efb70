// What a callback is told: the job's end as JSON, the same for a URL and for a command.

import class Foundation.JSONEncoder

/// The document of a callback; names and formats are those of the HTTP API. What is not known is left out.
struct CallbackDocument: Encodable {
  /// `job.succeeded`, `job.failed`, `job.cancelled` or `job.skipped`.
  let type: String
  /// When the job ended.
  let timestamp: String
  let data: JobData

  struct JobData: Encodable {
    let id: Int64
    let name: String
    let queue: String
    let state: String
    let reason: String?
    let attempt: Int
    let createdAt: String
    let startedAt: String?
    let finishedAt: String?
    let exitCode: Int32?
    let signal: Int32?
    let error: ErrorData?
    let tags: [String: String]
    let batch: Int64?
    let schedule: String?

    enum CodingKeys: String, CodingKey {
      case id, name, queue, state, reason, attempt, signal, error, tags, batch, schedule
      case createdAt = "created_at"
      case startedAt = "started_at"
      case finishedAt = "finished_at"
      case exitCode = "exit_code"
    }
  }

  struct ErrorData: Encodable {
    let code: String
    let message: String
  }

  init(_ job: Job) {
    type = "job.\(job.state.name)"
    timestamp = Self.text(job.finishedAt ?? job.createdAt)
    data = JobData(
      id: job.id.value, name: job.name, queue: job.queue, state: job.state.name, reason: job.reason?.name,
      attempt: job.attempt, createdAt: Self.text(job.createdAt), startedAt: job.startedAt.map(Self.text),
      finishedAt: job.finishedAt.map(Self.text), exitCode: job.exitCode, signal: job.signal,
      error: job.failure.map { ErrorData(code: $0.code, message: $0.message) }, tags: job.tags,
      batch: job.batch?.value, schedule: job.schedule)
  }

  /// RFC 3339 in UTC with microseconds.
  static func text(_ moment: Timestamp) -> String {
    let seconds = moment.micros >= 0 ? moment.micros / 1_000_000 : (moment.micros - 999_999) / 1_000_000
    let time = CivilTime(seconds: Int(seconds))
    let day = CivilDay(time)
    let second = time.secondOfDay
    let date = "\(padded(day.year, 4))-\(padded(day.month, 2))-\(padded(day.day, 2))"
    let clock = "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    return "\(date)T\(clock).\(padded(Int(moment.micros - seconds * 1_000_000), 6))Z"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self))
    } catch {
      preconditionFailure("text and whole numbers can be encoded: \(error)")
    }
  }
}
