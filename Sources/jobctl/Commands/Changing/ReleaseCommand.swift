// `jobctl release`: lets held jobs go.

import ArgumentParser
import JobClient
import JobWire

struct ReleaseCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Let held jobs start.",
    discussion: """
      For jobs submitted with --hold.

        jobctl release 7
      """)

  @Argument(
    help: ArgumentHelp("The jobs. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var jobs: [JobReference]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(JobReference.ids(jobs, client)) { id in
        let job = try await client.release(id)
        if global.json { return try JSONOutput.write(job) }
        Console.note("Job \(id) is \(job.state.rawValue).")
      }
    }
  }
}
