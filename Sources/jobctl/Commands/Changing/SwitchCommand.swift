// `jobctl switch`: two jobs change places in line.

import ArgumentParser
import JobClient
import JobWire

struct SwitchCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "switch",
    abstract: "Let two jobs change places in line.",
    discussion: """
      Two jobs of a queue that have not started exchange their priorities, and their places if both are in line. See \
      the line with `jobctl list --state queued --order priority`.

        jobctl switch 7 12
      """)

  @Argument(
    help: ArgumentHelp("A job. \(JobReference.help)", valueName: "a"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var first: JobReference

  @Argument(
    help: ArgumentHelp("The other one.", valueName: "b"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var second: JobReference

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let ids = try await JobReference.ids([first, second], client)
      let jobs = try await client.switchPlaces(ids[0], ids[1])
      if global.json { return try JSONOutput.write(JobList(jobs: jobs)) }
      Console.note("Jobs \(ids[0]) and \(ids[1]) have changed places.")
    }
  }
}
