// `jobctl queue rm`: takes queues away that nobody needs any more, such as mistyped ones.

import ArgumentParser
import JobClient

struct QueueRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Remove queues in which no job is.",
    discussion: """
      Jobs that have ended count as well: move the others with `jobctl edit ID --queue NAME`, remove those with \
      `jobctl rm`. Settings of the queue go with it; what the daemon's configuration says of it comes back with its \
      next start.

        jobctl queue rm biuld
        jobctl rm --queue old --state finished && jobctl queue rm old
      """)

  @Argument(help: "The names of the queues.")
  var names: [String]

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await EachJob.run(names) { name in
        try await client.removeQueue(name)
        if !global.json { Console.note("Queue \(DisplayWidth.printable(name)) is removed.") }
      }
    }
  }
}
