// Which options a command has. The parser keeps its list to itself, but tells it in the help text. Only asked on the way
// to an error or a remark.

import ArgumentParser

/// Reads the long names of options out of a help text.
enum OptionNames {
  /// Wide enough for every line of a help text.
  private static let columns = 1_000

  static func of(_ command: any ParsableCommand.Type) -> [String] {
    let help = command.helpMessage(includeHidden: true, columns: columns)
    return help.split(separator: "\n").filter { $0.hasPrefix("  -") }.flatMap { line in
      line.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "/" }).prefix { $0.hasPrefix("-") }
        .filter { $0.hasPrefix("--") }.map(String.init)
    }
  }
}
