// The end of a job in front of a text: `success:`, `failure:` or `any:`. There is no other spelling, and what looks like
// one is refused: it would be taken for part of a command, and the command would run at the wrong end.

import ArgumentParser
import JobWire

extension OptionReading {
  /// The end that a text begins with, and the rest; `nil` where it begins with none.
  static func outcome(_ text: String) throws -> (on: WireCondition?, rest: String) {
    guard let (word, mark, rest) = prefix(text) else { return (nil, text) }
    if mark == ":", let outcome = WireCondition(rawValue: word) { return (outcome, rest) }
    let meant = meant(by: word, mark)
    // A URL has a colon behind its first word, too, and `NAME=value command` sets a variable.
    if mark == ":" ? rest.hasPrefix("//") : meant == nil { return (nil, text) }
    let hint = meant.map { "did you mean '\($0.rawValue):'?" } ?? "there are success:, failure: and any:"
    throw ValidationError("'\(word)\(mark)' is no end of a job; \(hint)")
  }

  /// Refuses an end in front of a command whose option says already for which end it is.
  static func refuseOutcome(_ text: String) throws {
    guard let (word, mark, _) = prefix(text), let meant = meant(by: word, mark) else { return }
    let option =
      switch meant {
      case .success: "--on-success"
      case .failure: "--on-failure"
      case .any: "--on-end"
      }
    throw ValidationError("it has '\(word)\(mark)' in front; \(option) is the option for that end")
  }

  /// The word in front of the first colon or equals sign, if there is nothing but letters before it.
  private static func prefix(_ text: String) -> (word: String, mark: Character, rest: String)? {
    let word = text.prefix { ($0.isASCII && $0.isLetter) || $0 == "-" || $0 == "_" }
    guard !word.isEmpty, let mark = text.dropFirst(word.count).first, mark == ":" || mark == "=" else { return nil }
    return (String(word), mark, String(text.dropFirst(word.count + 1)))
  }

  /// The end that somebody has in mind who writes this word.
  private static func meant(by word: String, _ mark: Character) -> WireCondition? {
    let plain = word.lowercased()
    // Names of variables are in capitals.
    if mark == "=", word != plain { return nil }
    for (outcome, words) in synonyms where words.contains(plain) { return outcome }
    return NameHint.closest(to: plain, among: WireCondition.allCases.map(\.rawValue)).flatMap(WireCondition.init)
  }

  private static let synonyms: [(WireCondition, Set<String>)] = [
    (.success, ["success", "succeeded", "ok", "on-success"]),
    (.failure, ["failure", "fail", "failed", "error", "on-failure", "on-error"]),
    (.any, ["any", "always", "done", "end", "ended", "finished", "on-done", "on-end"]),
  ]
}
