// `jobd version`: the version, alone on a line.

import ArgumentParser
import JobWire

/// Prints the version.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

  func run() {
    StandardStream.output.write("jobd \(Version.current)")
  }
}
