// `jobctl schedule show`: everything about schedules.

import ArgumentParser
import JobClient
import JobWire

struct ScheduleShowCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show schedules in full.",
    discussion: """
        jobctl schedule show backup
        jobctl schedule show backup --json > backup.json
      """)

  @Argument(help: "The names of the schedules.")
  var names: [String]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(names) { name in
        let schedule = try await client.schedule(name)
        if global.json { return try JSONOutput.write(schedule) }
        for line in ScheduleText.lines(schedule, on: .current, at: .current) { try Console.line(line) }
      }
    }
  }
}
