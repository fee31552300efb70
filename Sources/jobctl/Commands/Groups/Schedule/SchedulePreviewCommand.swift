// `jobctl schedule preview`: when a schedule fires next.

import ArgumentParser
import JobClient
import JobWire

struct SchedulePreviewCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Print when a schedule fires next, one time a line.",
    discussion: """
      Times are of the local clock; with --json they are UTC.

        jobctl schedule preview backup --count 5
      """)

  @Argument(help: "The name of the schedule.", completion: LiveWords.schedules.completion)
  var name: String

  @Option(help: ArgumentHelp("How many times. Default: 10.", valueName: "count"))
  var count: Int?

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count must be at least 1.") }
  }

  func run() async throws {
    try await global.withClient { client in
      let times = try await client.previewSchedule(name, count: count)
      if global.json { return try JSONOutput.write(PreviewReply(times: times)) }
      if times.isEmpty { Console.note("Schedule \(name) never fires again.") }
      for time in times { try Console.line(Moment.current.full(time)) }
    }
  }
}
