// A command that is not there is named before anything behind it is judged: `jobctl sumbit --wait make` is told about the
// command, and not that there is no --wait.

import ArgumentParser
import JobWire

/// Looks for a word where a command stands.
enum UnknownCommand {
  /// The failure to end with, if a command or a command of a group has none of the names there are.
  static func failure(_ arguments: [String], of root: any ParsableCommand.Type) -> CommandFailure? {
    var (command, path) = (root, "jobctl")
    for word in arguments {
      let configuration = command.configuration
      if word.hasPrefix("-") || configuration.subcommands.isEmpty { return nil }
      if command == root, word == "help" { return nil }
      guard let next = configuration.subcommands.first(where: { names(of: $0).contains(word) }) else {
        return failure(word, of: command, path)
      }
      command = next
      path += " \(next.configuration.commandName ?? word)"
    }
    return nil
  }

  private static func failure(_ word: String, of command: any ParsableCommand.Type, _ path: String) -> CommandFailure {
    let nearest = NameHint.closest(to: word, among: command.configuration.subcommands.flatMap { names(of: $0) })
    let hint = nearest.map { "Did you mean `\(path) \($0)`? " } ?? ""
    return CommandFailure(
      .usage, "There is no command '\(path) \(word)'.", hint: hint + "`\(path) --help` names those there are.")
  }

  private static func names(of command: any ParsableCommand.Type) -> [String] {
    [command.configuration.commandName ?? ""] + command.configuration.aliases
  }
}
