// A command that is not there is named before anything behind it is judged: `jobctl sumbit --wait make` is told about the
// command, and not that there is no --wait.

import ArgumentParser
import JobWire

/// Looks for a word where a command stands.
enum UnknownCommand {
  /// The failure to end with, if a command or a command of a group has none of the names there are.
  ///
  /// - Parameter aliases: what stands for a command beside those names.
  static func failure(
    _ arguments: [String], of root: any ParsableCommand.Type, aliases: [String] = []
  ) -> CommandFailure? {
    var (command, path) = (root, "jobctl")
    for word in arguments {
      let configuration = command.configuration
      if word.hasPrefix("-") || configuration.subcommands.isEmpty { return nil }
      if command == root, word == "help" { return nil }
      guard let next = configuration.subcommands.first(where: { names(of: $0).contains(word) }) else {
        return command == root
          ? rootFailure(word, of: root, path, aliases) : failure(word, of: command, path, among: [])
      }
      command = next
      path += " \(next.configuration.commandName ?? word)"
    }
    return nil
  }

  /// Whether a command has this name, `help` among them.
  static func isKnown(_ name: String, of root: any ParsableCommand.Type) -> Bool {
    name == "help" || root.configuration.subcommands.contains { names(of: $0).contains(name) }
  }

  /// Here a word of another program may stand, and an alias of the user's.
  private static func rootFailure(
    _ word: String, of root: any ParsableCommand.Type, _ path: String, _ aliases: [String]
  ) -> CommandFailure {
    if aliases.contains(word) {
      return CommandFailure(
        .usage, "There is no command '\(path) \(word)'.",
        hint: "It is an alias, and an alias cannot stand for another: write out what it stands for.")
    }
    let known = OtherWords.answers[word.lowercased()]?.first { answer in
      answer.split(separator: " ").first.map { isKnown(String($0), of: root) } ?? false
    }
    guard let known else { return failure(word, of: root, path, among: aliases) }
    return CommandFailure(
      .usage, "There is no command '\(path) \(word)'.",
      hint: "Here it is `\(path) \(known)`. `\(path) --help` names those there are.")
  }

  private static func failure(
    _ word: String, of command: any ParsableCommand.Type, _ path: String, among others: [String]
  ) -> CommandFailure {
    let nearest = NameHint.closest(
      to: word, among: command.configuration.subcommands.flatMap { names(of: $0) } + others)
    let hint = nearest.map { "Did you mean `\(path) \($0)`? " } ?? ""
    return CommandFailure(
      .usage, "There is no command '\(path) \(word)'.", hint: hint + "`\(path) --help` names those there are.")
  }

  private static func names(of command: any ParsableCommand.Type) -> [String] {
    [command.configuration.commandName ?? ""] + command.configuration.aliases
  }
}
