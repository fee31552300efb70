// `jobctl notify clear`: nobody is told of the end of every job any more.

import ArgumentParser
import JobClient
import JobWire

struct NotifyClearCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Tell nobody of the end of every job any more.",
    discussion: """
      Callbacks of jobs and of queues stay, and so do calls that are due already.

        jobctl notify clear
      """)

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let settings = try await client.set(SettingsRequest(callbacks: []))
      if global.json { return try JSONOutput.write(settings) }
      Console.note(CallbackText.sentence(settings))
    }
  }
}
