// `jobctl queue resume`: lets a paused queue go on.

import ArgumentParser
import JobClient
import JobWire

struct QueueResumeCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Start jobs of a paused queue again.")

  @Argument(help: "The name of the queue.", completion: LiveWords.queues.completion)
  var name: String

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let queue = try await client.resumeQueue(name)
      if global.json { return try JSONOutput.write(queue) }
      Console.note("Queue \(queue.name) goes on.")
    }
  }
}
