// `jobctl notify set`: says who is told of the end of every job.

import ArgumentParser
import JobClient
import JobWire

struct NotifySetCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Say who is told of the end of every job from now on.",
    discussion: """
      All that are given take the place of those that there were. Calls that are due already stay as they are.

        jobctl notify set --on-failure 'job-mail ops@example.com'
        jobctl notify set --callback failure:https://example.com/hook --on-end log
      """)

  @Option(
    help: ArgumentHelp(
      "POST to this URL when a job has ended; success:URL and failure:URL only then; may be repeated.",
      valueName: "[on:]url"),
    transform: OptionReading.callback)
  var callback: [CallbackSpec] = []

  @OptionGroup var endCommands: EndCommandOptions

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if callbacks.isEmpty { throw ValidationError("Say whom to tell, such as --on-failure CMD or --callback URL.") }
    // No command is called so, and who writes it has `notify clear` in mind.
    if endCommands.callbacks.contains(where: { $0.argv?.last == "none" }) {
      throw ValidationError("`jobctl notify clear` takes all of them away.")
    }
  }

  func run() async throws {
    try await global.withClient { client in
      let settings = try await client.set(SettingsRequest(callbacks: callbacks))
      if global.json { return try JSONOutput.write(settings) }
      Console.note(CallbackText.sentence(settings))
    }
  }

  private var callbacks: [CallbackSpec] { callback + endCommands.callbacks }
}
