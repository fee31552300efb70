// `jobctl fail`: the end of an external job that has come to nothing, as somebody outside says it.

import ArgumentParser
import JobClient
import JobWire

struct FailCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "fail",
    abstract: "Fail an external job.",
    discussion: """
      The job's retry policy decides whether it waits once more; with --no-retry it ends.

        jobctl fail 7 "not approved"
        jobctl fail 7 "the database is gone" --no-retry
      """)

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @Argument(help: "Why.")
  var message: String

  @Flag(help: "End the job, whatever its retry policy says.")
  var noRetry = false

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let id = try await self.job.id(client)
      let job = try await client.fail(id, message: message, retry: noRetry ? false : nil)
      if global.json { return try JSONOutput.write(job) }
      Console.note("Job \(id) is \(job.state.rawValue).")
    }
  }
}
