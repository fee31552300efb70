// `jobctl why`: what keeps jobs from running.

import ArgumentParser
import JobClient
import JobWire

struct WhyCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Say why jobs are not running: all that is in the way, and the place in line.",
    discussion: "  jobctl why 7")

  @Argument(
    help: ArgumentHelp("The jobs. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var jobs: [JobReference]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(JobReference.ids(jobs, client)) { id in
        let why = try await client.why(id)
        if global.json { return try JSONOutput.write(why) }
        for line in WhyText.lines(id, why, at: .current) { try Console.line(line) }
      }
    }
  }
}
