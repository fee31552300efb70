// `jobctl schedule`: jobs that the daemon submits again and again.

import ArgumentParser

struct ScheduleCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Submit jobs again and again, at times of the clock or at intervals.",
    discussion: """
      Each firing of a schedule is an ordinary job (`jobctl list --schedule NAME`), submitted exactly once for each due \
      time, whatever happens to the daemon in between.

        jobctl schedule set backup --cron '0 3 * * *' /usr/local/bin/backup
        jobctl schedule set poll --every 5m --http https://example.com/poll
        jobctl schedule preview backup
        jobctl schedule pause poll
      """,
    subcommands: [
      ScheduleSetCommand.self, ScheduleListCommand.self, ScheduleShowCommand.self, SchedulePreviewCommand.self,
      ScheduleRunCommand.self, SchedulePauseCommand.self, ScheduleResumeCommand.self, ScheduleRemoveCommand.self,
    ],
    defaultSubcommand: ScheduleListCommand.self)
}
