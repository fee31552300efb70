// `jobctl batch cancel`: cancels what has not ended.

import ArgumentParser
import JobClient
import JobWire

struct BatchCancelCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Cancel all jobs of a batch that have not ended; it takes no more.",
    discussion: "  jobctl batch cancel 3 && jobctl wait --batch 3")

  @Argument(help: "The id of the batch.", transform: OptionReading.batch)
  var id: Int64

  @Option(help: ArgumentHelp("Why; kept with the jobs.", valueName: "text"))
  var reason: String?

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let batch = try await client.cancelBatch(id, reason: reason)
      if global.json { return try JSONOutput.write(batch) }
      Console.note("Batch \(id) is being cancelled: \(Tally(batch).text).")
    }
  }
}
