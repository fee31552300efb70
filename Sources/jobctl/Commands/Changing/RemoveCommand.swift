// `jobctl rm`: takes finished jobs and their logs away.

import ArgumentParser
import JobClient
import JobWire

struct RemoveCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm",
    abstract: "Remove finished jobs and their output.",
    discussion: """
      Finished jobs are removed by themselves when the time for which they are kept is over.

        jobctl rm 7 8
        jobctl rm --state succeeded --until 7d
      """)

  @OptionGroup var selection: SelectionOptions<EndOptions>

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await selection.apply(.delete, called: "removed", client, isJSON: global.json) { id in
        try await client.delete(id)
        if !global.json { Console.note("Job \(id) is removed.") }
      }
    }
  }
}
