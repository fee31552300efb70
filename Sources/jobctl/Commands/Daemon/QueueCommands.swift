// `jobctl queue`: queues, their slots, and pausing them.

import ArgumentParser

struct QueueCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue",
    abstract: "Show queues and change them.",
    discussion: """
      A queue is a named line of jobs. Its slots say how many of them run at a time. A queue is made by its first job, \
      or by `set`.

        jobctl queue list
        jobctl queue set build --slots 2
        jobctl queue pause mail
        jobctl queue rm biuld
      """,
    subcommands: [
      QueueListCommand.self, QueueSetCommand.self, QueuePauseCommand.self, QueueResumeCommand.self,
      QueueRemoveCommand.self,
    ],
    defaultSubcommand: QueueListCommand.self)
}
