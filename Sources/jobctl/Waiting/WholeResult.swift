// All that a job made, also if the daemon's answer has only the beginning of it: a result that is the job's output stands
// in its log as a whole.

import JobClient
import JobWire

/// Where the whole of a result is.
enum WholeResult {
  /// The answer has all of it.
  case answered
  /// It is the output of the job, and all of that is kept.
  case inLog(LogRequest)
  /// Over HTTP there is only its beginning; the note says why, and where the rest is.
  case beginning(note: String)

  /// Finds out where the rest is, if `result` is only a beginning.
  static func of(_ id: Int64, _ result: ResultBytes, _ client: JobClient) async throws -> WholeResult {
    if !result.isCut { return .answered }
    let job = try await client.job(id)
    if job.hasResult || job.log.truncated { return .beginning(note: JobWords.cut(result, of: job)) }
    // A process that the job has left behind may have written more since, which is not part of the result.
    return .inLog(LogRequest(limit: result.sizeBytes))
  }

  /// The result of a job on stdout; if it is not whole, stderr says so.
  static func print(_ id: Int64, _ result: ResultBytes, _ client: JobClient) async throws {
    switch try await of(id, result, client) {
    case .answered: try Console.output(result.bytes)
    case .inLog(let request): try await copy(id, request, client)
    case .beginning(let note):
      try Console.output(result.bytes)
      Console.note(note)
    }
  }

  /// Output goes on as it comes, so that its size does not matter here.
  static func copy(_ id: Int64, _ request: LogRequest, _ client: JobClient) async throws {
    var screen = LogScreen.ofOutput
    for try await bytes in try await client.log(id, request) { try Console.data(screen?.take(bytes) ?? bytes) }
    if let rest = screen?.finish() { try Console.data(rest) }
  }
}
