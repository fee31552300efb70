// `jobctl batch`: jobs that are submitted and awaited together.

import ArgumentParser

struct BatchCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Make batches of jobs, fill, watch and cancel them.",
    discussion: """
      A batch is a group of jobs that is awaited as one. It is done when it is closed and all its jobs have ended; \
      other jobs may come after it (`jobctl submit --after batch:3`).

        jobctl batch create --file jobs.ndjson --fail-fast
        id=$(jobctl batch create)
        jobctl submit --batch $id -- make a
        jobctl submit --batch $id -- make b
        jobctl batch close $id && jobctl wait --batch $id --results
      """,
    subcommands: [
      BatchCreateCommand.self, BatchAddCommand.self, BatchListCommand.self, BatchShowCommand.self,
      BatchResultsCommand.self, BatchCloseCommand.self, BatchCancelCommand.self,
    ],
    defaultSubcommand: BatchListCommand.self)
}
