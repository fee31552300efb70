// The commands of `jobd`, of which serving is the one meant when none is named.

import ArgumentParser
import JobWire

/// The `jobd` program.
struct Jobd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobd",
    abstract: "A job queue daemon for one machine: durable, controlled over HTTP, SQLite as its only store.",
    discussion: """
      Without a command it serves (`jobd help serve` has the flags): it runs in the foreground until SIGTERM or SIGINT, \
      and prints one line with its addresses when it is ready. `jobctl` talks to it.

      Settings come from flags, then JOBD_* environment variables, then the file given with --config, then defaults; \
      `jobd config check` shows the result.

      Exit status: 0 after a clean stop, 64 wrong usage, 65 database corrupt or newer, 69 address in use, \
      73 data directory in use or not writable, 74 a stop that could not record every end, 78 configuration, \
      70 anything else.
      """,
    version: Version.current,
    subcommands: [ServeCommand.self, ScriptCommand.self, ConfigCommand.self, VersionCommand.self],
    defaultSubcommand: ServeCommand.self)
}
