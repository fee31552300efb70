// `-h` of a command with many options: what it is, and what people look for first, on one small screen. `--help` has all.

import ArgumentParser

/// A command with a help text for one screen.
protocol BriefHelp: ParsableCommand {
  static var brief: String { get }
}
