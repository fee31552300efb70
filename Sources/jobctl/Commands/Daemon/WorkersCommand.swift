// `jobctl workers`: the workers of handlers as a table, and why a handler is down.

import ArgumentParser
import JobClient
import JobWire

struct WorkersCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "workers", abstract: "List worker processes and remote workers, and what they run.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let reply = try await client.workers()
      if global.json { return try JSONOutput.write(reply) }
      for line in WorkerText.lines(reply, on: .current, at: .current) { try Console.line(line) }
    }
  }
}
