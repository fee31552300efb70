// Aliases where the name of a command stands.

import Testing

@testable import jobctl

@Suite struct AliasWordsTests {
  private let config: UserConfig

  init() throws {
    config = try UserConfig(
      text: """
        alias.bad: list --failed
        alias.q: --json queue list
        alias.again: bad
        alias.list: top
        alias.gather: wait --results
        """, path: "FILE")
  }

  private func expanded(_ arguments: String...) -> [String] {
    AliasWords.expanded(arguments, config, of: Jobctl.self)
  }

  @Test func wordsStandInThePlaceOfTheAlias() throws {
    #expect(expanded("bad", "--limit", "3") == ["list", "--failed", "--limit", "3"])
    #expect(expanded("--url", "u", "bad") == ["--url", "u", "list", "--failed"])
    #expect(expanded("q") == ["--json", "queue", "list"])
    #expect(try Jobctl.command(of: ["bad", "--limit", "3"], config) is ListCommand)
    #expect(try Jobctl.command(of: ["q"], config) is QueueListCommand)
    #expect(try Jobctl.command(of: ["gather", "7"], config) is WaitCommand)
  }

  /// A command keeps its meaning, and the user is told so.
  @Test func commandIsNotShadowed() throws {
    #expect(expanded("list") == ["list"] && expanded("help") == ["help"])
    let note = AliasWords.note(["--json", "list"], config, of: Jobctl.self)
    #expect(note?.contains("FILE line 4") == true)
    #expect(AliasWords.note(["bad"], config, of: Jobctl.self) == nil)
    #expect(AliasWords.note(["top"], config, of: Jobctl.self) == nil)
  }

  @Test func wordsOfAnAliasAreNoAlias() {
    #expect(expanded("again") == ["bad"])
    let failure = #expect(throws: CommandFailure.self) { try Jobctl.command(of: ["again"], config) }
    #expect(failure?.hint?.contains("is an alias") == true)
  }

  @Test func otherPlacesAreLeftAlone() {
    for arguments in [[], ["submit", "bad"], ["--json"], ["run", "--", "bad"], ["nonsense"]] {
      #expect(AliasWords.expanded(arguments, config, of: Jobctl.self) == arguments)
    }
  }

  @Test func aliasIsSuggestedAsCommandsAre() throws {
    let failure = #expect(throws: CommandFailure.self) { try Jobctl.command(of: ["gathr"], config) }
    #expect(failure?.hint?.contains("`jobctl gather`") == true)
  }
}
