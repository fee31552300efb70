// `jobctl run-now`: ignores the delay of jobs.

import ArgumentParser
import JobClient
import JobWire

struct RunNowCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "run-now",
    abstract: "Start jobs without waiting for their time.",
    discussion: """
      A job with a delay, or between two attempts, starts as soon as a slot is free.

        jobctl run-now 7
      """)

  @Argument(
    help: ArgumentHelp("The jobs. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var jobs: [JobReference]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(JobReference.ids(jobs, client)) { id in
        let job = try await client.runNow(id)
        if global.json { return try JSONOutput.write(job) }
        Console.note("Job \(id) is \(job.state.rawValue).")
      }
    }
  }
}
