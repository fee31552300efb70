// `jobctl retry`: once more, for jobs that ended without success.

import ArgumentParser
import JobClient
import JobWire

struct RetryCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Run jobs again that failed, or were cancelled or skipped.",
    discussion: """
      Follow-ups that were skipped because a job failed stay skipped when its retry succeeds: retry them, too. A \
      skipped job that is retried runs, whatever the jobs before it did.

        jobctl retry 7
        jobctl retry last-failed
        jobctl retry --failed --since 1d        all that failed of those submitted since then
      """)

  @OptionGroup var selection: SelectionOptions

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await selection.apply(.retry, called: "queued again", client, isJSON: global.json) { id in
        let job = try await client.retry(id)
        if global.json { return try JSONOutput.write(job) }
        Console.note("Job \(id) is \(job.state.rawValue) again.")
      }
    }
  }
}
