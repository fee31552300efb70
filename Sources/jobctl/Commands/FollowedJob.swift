// A job in the foreground: its output goes to ours, Ctrl-C goes to it, and its exit status becomes ours.

import JobClient
import JobWire

/// Follows one job to its end.
struct FollowedJob: Sendable {
  let client: JobClient
  let id: Int64
  let isJSON: Bool

  /// Returns when the job has succeeded; throws its exit status otherwise.
  func run() async throws {
    let ended = try await withThrowingTaskGroup(of: JobView?.self) { group in
      group.addTask {
        try await watchInterrupts()
        return nil
      }
      group.addTask { try await follow() }
      while let result = try await group.next() {
        guard let result else { continue }
        group.cancelAll()
        return result
      }
      throw CommandFailure(.other, "Following job \(id) ended without its fate.", hint: "jobctl status \(id)")
    }
    if isJSON { try JSONOutput.write(ended) }
    let status = ExitStatus(commandOf: ended)
    if !isJSON, status != .fine { Console.note("jobctl: job \(id) \(JobWords.fate(ended))\(explanation(ended))") }
    try CommandFailure.check(status)
  }

  private func follow() async throws -> JobView {
    async let errors: Void = copy(.stderr, to: 2)
    try await copy(.stdout, to: isJSON ? 2 : 1)
    try await errors
    return try await client.wait(id)
  }

  private func copy(_ stream: LogRequest.Stream, to descriptor: Int32) async throws {
    for try await bytes in try await client.log(id, LogRequest(stream: stream, follow: true)) {
      try Console.write(bytes, to: descriptor)
    }
  }

  private func watchInterrupts() async throws {
    var count = 0
    for await _ in Interrupts.stream() {
      count += 1
      if count > 1 {
        throw CommandFailure(.command(130), "Left job \(id) to itself.", hint: "jobctl status \(id)")
      }
      Console.note("jobctl: cancelling job \(id); press Ctrl-C again to leave it to itself")
      try await client.cancelIfActive(id, reason: "interrupted")
    }
  }

  private func explanation(_ job: JobView) -> String {
    guard let error = job.error, !error.message.isEmpty else { return "" }
    return ": " + DisplayWidth.printable(error.message)
  }
}
