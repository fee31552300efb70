// `jobctl queue pause`: keeps the jobs of a queue from starting.

import ArgumentParser
import JobClient
import JobWire

struct QueuePauseCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Start no more jobs of a queue; running ones go on.")

  @Argument(help: "The name of the queue.", completion: LiveWords.queues.completion)
  var name: String

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let queue = try await client.pauseQueue(name)
      if global.json { return try JSONOutput.write(queue) }
      Console.note("Queue \(queue.name) is paused.")
    }
  }
}
