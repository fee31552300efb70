// `jobctl error`: why a job did not succeed, with the last it said.

import ArgumentParser
import JobClient
import JobWire

struct ErrorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "error",
    abstract: "Say why a job failed, with the end of its stderr.",
    discussion: """
        jobctl error 7

      The exit status is 5 for a job that was cancelled or skipped, 4 for one that has not ended.
      """)

  /// Enough for the end of a stack trace, and for a screen.
  private static let tailLines = 20
  /// Lines may be long.
  private static let tailBytesMax = 64 << 20

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The id of the job.", transform: OptionReading.id)
  var id: Int64

  func run() async throws {
    try await global.withClient { client in
      let job = try await client.job(id)
      guard job.done else {
        throw CommandFailure(
          .wrongState, "Job \(id) is \(job.state.rawValue); it has no error yet.", hint: "jobctl status \(id)")
      }
      // As a finished asyncio task answers: no error is an answer too.
      if job.state == .succeeded { return try Console.line("null") }
      try await show(job, client)
      // A task that was cancelled has no exception of its own: asking for it raises CancelledError.
      if job.state != .failed { throw CommandFailure(.jobCancelled) }
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
    let bytes = try await client.log(id, tail).collect(bytesMax: Self.tailBytesMax)
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    return lines.suffix(Self.tailLines).map(String.init)
  }
}
