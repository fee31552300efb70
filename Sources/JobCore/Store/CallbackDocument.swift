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
    timestamp = (job.finishedAt ?? job.createdAt).rfc3339
    data = JobData(
      id: job.id.value, name: job.name, queue: job.queue, state: job.state.name, reason: job.reason?.name,
      attempt: job.attempt, createdAt: job.createdAt.rfc3339, startedAt: job.startedAt?.rfc3339,
      finishedAt: job.finishedAt?.rfc3339, exitCode: job.exitCode, signal: job.signal,
      error: job.failure.map { ErrorData(code: $0.code, message: $0.message) }, tags: job.tags,
      batch: job.batch?.value, schedule: job.schedule)
  }

  /// The text of a document.
  static func bytes(_ document: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(document))
    } catch {
      preconditionFailure("text and whole numbers can be encoded: \(error)")
    }
  }
}
