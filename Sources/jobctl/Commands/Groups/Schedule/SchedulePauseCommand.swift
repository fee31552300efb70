// `jobctl schedule pause`: keeps schedules from firing.

import ArgumentParser
import JobClient
import JobWire

struct SchedulePauseCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Let schedules fire no more until they are resumed.",
    discussion: "  jobctl schedule pause backup")

  @Argument(help: "The names of the schedules.")
  var names: [String]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(names) { name in
        let schedule = try await client.pauseSchedule(name)
        if global.json { return try JSONOutput.write(schedule) }
        Console.note(ScheduleText.sentence(schedule, at: .current))
      }
    }
  }
}
