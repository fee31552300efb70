// `jobctl error`: why a job did not succeed, with the last it said.

import ArgumentParser
import JobClient
import JobWire

struct ErrorCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "error",
    abstract: "Say why a job failed, with the end of its stderr.",
    discussion: """
        jobctl error 7

      Of a job that waits for its next attempt it is the error of the last one. The exit status is 5 for a job that was \
      cancelled or skipped, 4 for one that has succeeded or has not ended.
      """)

  /// Enough for the end of a stack trace, and for a screen.
  private static let tailLines = 20
  /// Lines may be long.
  private static let tailBytesMax = 64 << 20

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let id = try await self.job.id(client)
      let job = try await client.job(id)
      switch job.state {
      case .succeeded:
        throw CommandFailure(
          .wrongState, "Job \(id) has succeeded; it has no error.", hint: "See what it gave with `jobctl result \(id)`."
        )
      case .failed, .retrying: try await show(job, client)
      // Held between two attempts.
      case .held where job.reason != nil: try await show(job, client)
      case .cancelled, .skipped:
        try await show(job, client)
        // A task that was cancelled has no exception of its own: asking for it raises CancelledError.
        throw CommandFailure(.jobCancelled)
      case .held, .scheduled, .blocked, .queued, .running:
        throw CommandFailure(
          .wrongState, "Job \(id) is \(job.state.rawValue); it has no error yet.", hint: "jobctl status \(id)")
      }
    }
  }

  private func show(_ job: JobView, _ client: JobClient) async throws {
    if global.json {
      return try JSONOutput.write(job.error ?? JobErrorView(code: job.reason ?? job.state.rawValue, message: ""))
    }
    let message = job.error.map { $0.message.isEmpty ? $0.code : $0.message } ?? ""
    try Console.line(JobWords.fate(job) + (message.isEmpty ? "" : ": \(DisplayWidth.printable(message))"))
    for line in try await lastLines(client, job) { try Console.line("  \(DisplayWidth.printable(line))") }
  }

  private func lastLines(_ client: JobClient, _ job: JobView) async throws -> [String] {
    guard job.log.stderrBytes > 0 else { return [] }
    let tail = LogRequest(stream: .stderr, tail: Int64(Self.tailLines))
    let bytes = try await client.log(job.id, tail).collect(bytesMax: Self.tailBytesMax)
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    return lines.suffix(Self.tailLines).map(String.init)
  }
}
