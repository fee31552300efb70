// `jobctl resume`: undoes `jobctl drain`.

import ArgumentParser
import JobClient
import JobWire

struct ResumeCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Start jobs again after a drain.",
    discussion: "  jobctl resume")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let reply = try await client.resume()
      if global.json { return try JSONOutput.write(reply) }
      Console.note("Jobs start again.")
    }
  }
}
