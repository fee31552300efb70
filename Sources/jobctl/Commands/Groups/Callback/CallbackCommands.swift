// `jobctl callback`: who is told about the end of a job.

import ArgumentParser

struct CallbackCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "callback",
    abstract: "Show and change who is told about the end of a job.",
    discussion: """
      A callback is a URL or a command that is called after the end of a job, at least once, again if it fails. \
      `jobctl submit --callback URL --on-failure CMD` makes them with the job.

        jobctl callback add 7 https://example.com/hook
        jobctl callback add 7 --on-failure 'mail -s failed me'
        jobctl callback list 7
        jobctl callback rm 7
      """,
    subcommands: [CallbackAddCommand.self, CallbackListCommand.self, CallbackRemoveCommand.self])
}
