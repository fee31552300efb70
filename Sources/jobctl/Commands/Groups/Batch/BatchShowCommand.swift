// `jobctl batch show`: everything about batches.

import ArgumentParser
import JobClient
import JobWire

struct BatchShowCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show how batches stand.",
    discussion: """
      The jobs themselves: `jobctl list --batch ID`.

        jobctl batch show 3
      """)

  @Argument(help: "The ids of the batches.", transform: OptionReading.batch)
  var ids: [Int64]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(ids) { id in
        let batch = try await client.batch(id)
        if global.json { return try JSONOutput.write(batch) }
        for line in BatchText.lines(batch, on: .current, at: .current) { try Console.line(line) }
      }
    }
  }
}
