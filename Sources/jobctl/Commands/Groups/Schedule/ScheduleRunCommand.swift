// `jobctl schedule run`: the job of a schedule, now.

import ArgumentParser
import JobClient
import JobWire

struct ScheduleRunCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Submit the job of a schedule now and print its id; due times stay as they are.",
    discussion: "  jobctl wait $(jobctl schedule run backup)")

  @Argument(help: "The name of the schedule.", completion: LiveWords.schedules.completion)
  var name: String

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let job = try await client.runSchedule(name)
      if global.json { try JSONOutput.write(job) } else { try Console.line("\(job.id)") }
    }
  }
}
