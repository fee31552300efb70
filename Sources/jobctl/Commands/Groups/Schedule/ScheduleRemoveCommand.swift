// `jobctl schedule rm`: takes schedules away.

import ArgumentParser
import JobClient

struct ScheduleRemoveCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Remove schedules; the jobs they have submitted stay.",
    discussion: "  jobctl schedule rm backup")

  @Argument(help: "The names of the schedules.")
  var names: [String]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(names) { name in
        try await client.deleteSchedule(name)
        if !global.json { Console.note("Schedule \(name) is removed.") }
      }
    }
  }
}
