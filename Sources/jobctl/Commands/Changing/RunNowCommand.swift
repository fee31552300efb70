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

  @Argument(help: "The ids of the jobs.", transform: OptionReading.id)
  var ids: [Int64]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(ids) { id in
        let job = try await client.runNow(id)
        if global.json { return try JSONOutput.write(job) }
        Console.note("Job \(id) is \(job.state.rawValue).")
      }
    }
  }
}
