// What a callback is told: the job's end as JSON, the same for a URL and for a command.

import struct Foundation.Data
import struct Foundation.Date
import class Foundation.JSONEncoder

/// The document of a callback; field names are those of the HTTP API.
struct CallbackDocument: Encodable {
  /// `job.succeeded`, `job.failed`, `job.cancelled` or `job.skipped`.
  let type: String
  /// When the job ended.
  let timestamp: Date
  let data: JobData

  struct JobData: Encodable {
    let id: Int64
    let name: String
    let queue: String
    let state: String
    let reason: String?
    let attempt: Int
    let createdAt: Date
    let startedAt: Date?
    let finishedAt: Date?
    let exitCode: Int32?
    let signal: Int32?
    let error: ErrorData?
    let tags: [String: String]
    let batch: Int64?
    let schedule: String?
  }

  struct ErrorData: Encodable {
    let code: String
    let message: String
  }

  init(_ job: Job) {
    type = "job.\(job.state.name)"
    timestamp = Self.date(job.finishedAt ?? job.createdAt)
    data = JobData(
      id: job.id.value, name: job.name, queue: job.queue, state: job.state.name, reason: job.reason?.name,
      attempt: job.attempt, createdAt: Self.date(job.createdAt), startedAt: job.startedAt.map(Self.date),
      finishedAt: job.finishedAt.map(Self.date), exitCode: job.exitCode, signal: job.signal,
      error: job.failure.map { ErrorData(code: $0.code, message: $0.message) }, tags: job.tags,
      batch: job.batch?.value, schedule: job.schedule)
  }

  private static func date(_ moment: Timestamp) -> Date {
    Date(timeIntervalSince1970: Double(moment.micros) / 1_000_000)
  }

  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(date.formatted(.iso8601.time(includingFractionalSeconds: true)))
    }
    do {
      return Array(try encoder.encode(self))
    } catch {
      preconditionFailure("text, whole numbers and dates can be encoded: \(error)")
    }
  }
}
