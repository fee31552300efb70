// `jobctl drain`: no new attempts until `jobctl resume`.

import ArgumentParser
import JobClient
import JobWire

struct DrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Start no more jobs; let running ones end.",
    discussion: """
      The daemon keeps answering but takes no submissions. `jobctl resume` undoes it, and so does a restart.

        jobctl drain && jobctl wait --all
      """)

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let reply = try await client.drain()
      if global.json { return try JSONOutput.write(reply) }
      Console.note("No new jobs start; \(reply.running) \(reply.running == 1 ? "is" : "are") still running.")
    }
  }
}
