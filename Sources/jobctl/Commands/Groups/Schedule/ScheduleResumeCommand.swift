// `jobctl schedule resume`: lets paused schedules go on.

import ArgumentParser
import JobClient
import JobWire

struct ScheduleResumeCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let paused schedules fire again.", discussion: "  jobctl schedule resume backup")

  @Argument(help: "The names of the schedules.")
  var names: [String]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(names) { name in
        let schedule = try await client.resumeSchedule(name)
        if global.json { return try JSONOutput.write(schedule) }
        Console.note(ScheduleText.sentence(schedule, at: .current))
      }
    }
  }
}
