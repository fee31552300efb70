// Aliases of the user's configuration, where the name of a command stands. What they stand for is no alias again, and
// commands of jobctl always keep their meaning.

import ArgumentParser

/// Puts the words in the place of an alias.
enum AliasWords {
  /// The arguments as they are meant.
  static func expanded(
    _ arguments: [String], _ config: UserConfig, of root: any ParsableCommand.Type
  ) -> [String] {
    if config.aliases.isEmpty { return arguments }
    var (leading, rest) = LeadingOptions.split(arguments[...])
    guard let name = rest.popFirst(), let alias = config.aliases[name], !UnknownCommand.isKnown(name, of: root) else {
      return arguments
    }
    return leading + alias.words + rest
  }

  /// A word about an alias that the arguments seem to mean, and that stands behind a command of its name.
  static func note(
    _ arguments: [String], _ config: UserConfig, of root: any ParsableCommand.Type
  ) -> String? {
    guard let name = LeadingOptions.split(arguments[...]).rest.first, let alias = config.aliases[name],
      UnknownCommand.isKnown(name, of: root)
    else { return nil }
    return "jobctl: \(name) is a command of jobctl; the alias of that name is not used (\(alias.place))"
  }
}
