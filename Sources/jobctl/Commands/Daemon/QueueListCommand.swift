// `jobctl queue list`: all queues as a table.

import ArgumentParser
import JobClient
import JobWire

struct QueueListCommand: BriefCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List queues.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let queues = try await client.queues()
      if global.json { return try JSONOutput.write(QueueList(queues: queues)) }
      guard !queues.isEmpty else { return Console.note("There are no queues yet.") }
      for line in DaemonText.queueTable(queues, at: .current).lines(on: .current) { try Console.line(line) }
      let callbacks = queues.flatMap(QueueText.callbacks)
      if callbacks.isEmpty { return }
      try Console.line("")
      try Console.line("Told when a job of the queue has ended:")
      for line in callbacks { try Console.line("  " + DisplayWidth.printable(line)) }
    }
  }
}
