// `jobctl notify show`: who is told of the end of every job.

import ArgumentParser
import JobClient
import JobWire

struct NotifyShowCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show who is told of the end of every job.",
    discussion: "  jobctl notify show")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let settings = try await client.settings()
      if global.json { return try JSONOutput.write(settings) }
      for callback in settings.callbacks {
        try Console.line(DisplayWidth.printable(CallbackText.line(callback)))
      }
      let isPlainNobody = settings.callbacks.isEmpty && settings.callbacksSource != .unreadable
      if isPlainNobody { Console.note(CallbackText.sentence(settings)) }
      if let remark = CallbackText.remark(settings) { Console.note(remark) }
    }
  }
}
