// `jobctl queue`: queues, their slots, and pausing them.

import ArgumentParser

struct QueueCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue",
    abstract: "Show queues and change them.",
    discussion: """
      A queue is a lane of jobs with a number of slots: so many of its jobs run at a time. Queues come into being with \
      their first job or with `set`.

        jobctl queue list
        jobctl queue set build --slots 2
        jobctl queue pause mail
      """,
    subcommands: [
      QueueListCommand.self, QueueSetCommand.self, QueuePauseCommand.self, QueueResumeCommand.self,
    ],
    defaultSubcommand: QueueListCommand.self)
}
