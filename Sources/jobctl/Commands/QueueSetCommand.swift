// `jobctl queue set`: makes a queue or changes it.

import ArgumentParser
import JobClient
import JobWire

struct QueueSetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Make a queue, or change its settings.",
    discussion: "  jobctl queue set build --slots 2")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The name of the queue.")
  var name: String

  @Option(
    help: ArgumentHelp("How many of its jobs run at a time; all: as many as the daemon has slots.", valueName: "count"),
    transform: Self.slots)
  var slots: PatchOption<Int>

  func run() async throws {
    try await global.withClient { client in
      var request = QueueRequest()
      request.slots = slots.field
      let queue = try await client.setQueue(name, request)
      if global.json { return try JSONOutput.write(queue) }
      let words = queue.slots.map { "has \($0) \($0 == 1 ? "slot" : "slots")" } ?? "uses all slots of the daemon"
      Console.note("Queue \(queue.name) \(words).")
    }
  }

  @Sendable private static func slots(_ text: String) throws -> PatchOption<Int> {
    if text == "all" { return .none }
    guard let count = Int(text), count >= 0 else { throw ValidationError("it must be a number, or all") }
    return .value(count)
  }
}
