// `jobctl batch close`: no more jobs join a batch.

import ArgumentParser
import JobClient
import JobWire

struct BatchCloseCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Let no more jobs join a batch; it is done when those it has have ended.",
    discussion: "  jobctl batch close 3")

  @Argument(help: "The id of the batch.", transform: OptionReading.batch)
  var id: Int64

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let batch = try await client.closeBatch(id)
      if global.json { return try JSONOutput.write(batch) }
      Console.note("Batch \(id) is closed: \(Tally(batch).text).")
    }
  }
}
