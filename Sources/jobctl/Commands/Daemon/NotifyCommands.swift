// `jobctl notify`: who is told of the end of every job.

import ArgumentParser

struct NotifyCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notify",
    abstract: "Show who is told of the end of every job, or change it.",
    discussion: """
      What is set here is called for each job that ends, behind the callbacks of the job itself and of its queue. It \
      takes an admin without limits.

        jobctl notify set --on-failure 'job-mail ops@example.com'
        jobctl notify set --callback failure:https://example.com/hook
        jobctl notify show
        jobctl notify clear
      """,
    subcommands: [NotifyShowCommand.self, NotifySetCommand.self, NotifyClearCommand.self],
    defaultSubcommand: NotifyShowCommand.self)
}
