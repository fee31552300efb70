// `jobctl callback list`: the callbacks of a job and what has become of them.

import ArgumentParser
import JobClient
import JobWire

struct CallbackListCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the callbacks of a job, in the order in which they are called.",
    discussion: "  jobctl callback list 7")

  @Argument(help: "The id of the job.", transform: OptionReading.id)
  var id: Int64

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let callbacks = try await client.callbacks(id)
      if global.json { return try JSONOutput.write(CallbackList(callbacks: callbacks)) }
      guard !callbacks.isEmpty else { return Console.note("Job \(id) has no callbacks.") }
      for callback in callbacks {
        try Console.line(DisplayWidth.printable(CallbackText.line(callback, at: .current)))
      }
    }
  }
}
