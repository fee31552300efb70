// `jobctl queue pause`: keeps the jobs of a queue from starting.

import ArgumentParser
import JobClient
import JobWire

struct QueuePauseCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Start no more jobs of a queue; running ones go on.",
    discussion: "  jobctl queue pause build --running --for 1h")

  @Argument(help: "The name of the queue.", completion: LiveWords.queues.completion)
  var name: String

  @Flag(help: "Commands that run stand still, too.")
  var running = false

  @Option(
    name: .customLong("for"), help: ArgumentHelp("The pause ends by itself after this.", valueName: "duration"),
    transform: OptionReading.duration)
  var forTime: WireDuration?

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let request = QueuePauseRequest(running: running ? true : nil, forTime: forTime)
      let queue = try await client.pauseQueue(name, request)
      if global.json { return try JSONOutput.write(queue) }
      Console.note("Queue \(queue.name) is \(PauseText.words(queue.pause)).")
    }
  }
}
