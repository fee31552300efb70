// `jobctl schedule list`: all schedules as a table.

import ArgumentParser
import JobClient
import JobWire

struct ScheduleListCommand: BriefCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List schedules.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let schedules = try await client.schedules()
      if global.json { return try JSONOutput.write(ScheduleList(schedules: schedules)) }
      guard !schedules.isEmpty else { return Console.note("There are no schedules yet.") }
      for line in ScheduleText.table(schedules, at: .current).lines(on: .current) { try Console.line(line) }
      for note in ScheduleText.notes(schedules, at: .current) { Console.note(note) }
    }
  }
}
