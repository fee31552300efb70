// What a user has set for jobctl: `key: value` in the lines of a file. Words of their own, and what every submission takes
// along.

import JobWire
import Synchronization

/// The configuration of jobctl.
struct UserConfig: Equatable {
  /// What stands for several words.
  struct Alias: Equatable {
    let words: [String]
    /// Where it is said.
    let place: String
  }

  /// Commands take the variables along that are set where they are submitted.
  var takesEnvironment = false
  /// By their names.
  var aliases: [String: Alias] = [:]

  static let environmentKey = "env.capture"
  static let aliasPrefix = "alias."

  private static let shared = Mutex(UserConfig())

  /// That of this process; nothing is set before `use`.
  static var current: UserConfig { shared.withLock { $0 } }

  static func use(_ config: UserConfig) { shared.withLock { $0 = config } }
}

// MARK: Reading

extension UserConfig {
  /// Reads the lines of a file. Empty ones, and those that begin with #, say nothing.
  ///
  /// - Parameter path: what the file is called in errors.
  init(text: String, path: String) throws(CommandFailure) {
    var seen: Set<String> = []
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let line = Self.trimmed(line)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let place = "\(path) line \(number)"
      guard let colon = line.firstIndex(of: ":") else {
        throw Self.failure(place, "this is no setting", hint: "Write `key: value`.")
      }
      let (key, value) = (String(Self.trimmed(line[..<colon])), String(Self.trimmed(line[line.index(after: colon)...])))
      if !seen.insert(key).inserted { throw Self.failure(place, "\(key) is said twice", hint: "Leave one of them.") }
      try set(key, value, place)
    }
  }

  private mutating func set(_ key: String, _ value: String, _ place: String) throws(CommandFailure) {
    if key == Self.environmentKey {
      guard let isOn = Self.truth(value) else {
        throw Self.failure(place, "\(key) cannot be '\(value)'", hint: "Write true or false.")
      }
      takesEnvironment = isOn
    } else if key.hasPrefix(Self.aliasPrefix) {
      try setAlias(String(key.dropFirst(Self.aliasPrefix.count)), value, place)
    } else {
      let nearest = NameHint.closest(to: key, among: [Self.environmentKey])
      throw Self.failure(
        place, "there is no setting '\(key)'",
        hint: nearest.map { "Did you mean \($0)?" } ?? "There are \(Self.environmentKey) and \(Self.aliasPrefix)NAME.")
    }
  }

  private mutating func setAlias(_ name: String, _ value: String, _ place: String) throws(CommandFailure) {
    guard LiveWords.isPlain(name), !name.hasPrefix("-") else {
      throw Self.failure(
        place, "'\(name)' is no name for an alias", hint: "It has letters, digits, dots, dashes and underscores.")
    }
    let words: [String]
    do throws(ShellWords.Fault) { words = try ShellWords.read(value) } catch {
      throw Self.failure(place, error.sentence, hint: "A line for a shell is: run --shell 'LINE'.")
    }
    if words.isEmpty {
      throw Self.failure(place, "the alias \(name) stands for nothing", hint: "Write \(Self.aliasPrefix)\(name): list.")
    }
    aliases[name] = Alias(words: words, place: place)
  }

  private static func truth(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func failure(_ place: String, _ message: String, hint: String) -> CommandFailure {
    CommandFailure(.usage, "\(place): \(message).", hint: hint)
  }
}
