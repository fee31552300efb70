// `jobctl hold`: keeps jobs that have not started from starting.

import ArgumentParser
import JobClient
import JobWire

struct HoldCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold",
    abstract: "Keep jobs from starting.",
    discussion: """
      A job that has not started, or waits for its next attempt, stays where it is until `jobctl release` lets it go. Its \
      attempts, its time and what it waits for are kept. It is skipped all the same if what it waits for cannot come \
      about any more, and it fails at its deadline.

        jobctl hold 7
        jobctl hold --queue mail --dry-run
      """)

  @OptionGroup var selection: SelectionOptions<NoEndOptions>

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await selection.apply(.hold, called: "held", client, isJSON: global.json) { id in
        let job = try await client.hold(id)
        if global.json { return try JSONOutput.write(job) }
        Console.note("Job \(id) is \(job.state.rawValue).")
      }
    }
  }
}
