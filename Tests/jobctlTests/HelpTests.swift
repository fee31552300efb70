// The help texts of all commands: what a person pastes is whole, and what is short is short.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct HelpTests {
  /// All commands with the words that name them.
  private static let commands = all(Jobctl.self, [])

  private static func all(
    _ command: any ParsableCommand.Type, _ path: [String]
  ) -> [(path: [String], type: any ParsableCommand.Type)] {
    command.configuration.subcommands.reduce(into: [(path, command)]) { found, next in
      found += all(next, path + [next.configuration.commandName ?? ""])
    }
  }

  @Test func examplesAreNotWrapped() {
    #expect(Self.commands.count > 40)
    for (path, type) in Self.commands {
      for line in type.configuration.discussion.split(separator: "\n") where line.hasPrefix("  ") {
        #expect(line.count <= 80, "\(path): \(line)")
      }
    }
  }

  @Test func briefHelpFitsASmallScreenAndNamesOptionsThatThereAre() {
    let lines = SubmitCommand.brief.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 24 && lines.allSatisfy { $0.count <= 80 })
    let words = SubmitCommand.brief.split { !($0.isLetter || $0 == "-") }.filter { $0.hasPrefix("--") }.map(String.init)
    #expect(words.count > 15 && Set(words).isSubset(of: OptionNames.of(SubmitCommand.self)))
    #expect(throws: CleanExit.self) { try CommandWords(["-h"], of: SubmitCommand.self) }
  }

  /// What is special to a command comes first, and what all have last.
  @Test func optionsOfEveryCommandComeLast() {
    for (path, type) in Self.commands where type.configuration.subcommands.isEmpty {
      let names = OptionNames.of(type).filter {
        $0 != "--help" && $0 != "--version" && $0 != "--\(SubjectFirst.option)"
      }
      #expect(names.suffix(3) == ["--url", "--token-file", "--json"], "\(path): \(names)")
    }
  }
}
