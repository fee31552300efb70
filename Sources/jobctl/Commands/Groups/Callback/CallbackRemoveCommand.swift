// `jobctl callback rm`: takes back what has not been called.

import ArgumentParser
import JobClient
import JobWire

struct CallbackRemoveCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Remove the callbacks of a job that have not been called.",
    discussion: "  jobctl callback rm 7")

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let id = try await job.id(client)
      let count = try await client.removeCallbacks(id)
      if global.json { return try JSONOutput.write(RemovedReply(removed: count)) }
      Console.note("Removed \(count) \(count == 1 ? "callback" : "callbacks") of job \(id).")
    }
  }
}
