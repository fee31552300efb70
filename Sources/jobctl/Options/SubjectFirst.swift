// `schedule set NAME` and `batch add ID` say first what they are about; then come options, then the command of a job.
// The parser ends options at the first word that is none, so the subject is handed to it as an option.

import ArgumentParser

/// What a command is about, when it stands before the options.
enum SubjectFirst {
  /// The option that carries it; no help text shows it.
  static let option = "subject"

  private static let commands: Set<[String]> = [["schedule", "set"], ["batch", "add"]]

  /// The arguments with the subject as an option, where there is one in front.
  static func marked(_ arguments: [String]) -> [String] {
    guard arguments.count > 2, commands.contains(Array(arguments[..<2])) else { return arguments }
    let (leading, rest) = LeadingOptions.split(arguments[2...])
    guard let subject = rest.first, !subject.hasPrefix("-") else { return arguments }
    return arguments[..<2] + leading + ["--\(option)=\(subject)"] + rest.dropFirst()
  }

  /// The subject, and the words behind it. Where options of the command stand before the subject, it comes with the
  /// words; then nothing but the command of a job may follow it.
  static func split(_ subject: String?, _ words: [String], usage: String) throws -> (subject: String, words: [String]) {
    if let subject { return (subject, words) }
    guard let first = words.first, !first.hasPrefix("-") else { return ("", words) }
    let rest = Array(words.dropFirst())
    if let option = rest.first, option.hasPrefix("-"), option != "--" {
      throw ValidationError("Options stand behind '\(first)', not on both sides of it: \(usage)")
    }
    return (first, rest)
  }
}
