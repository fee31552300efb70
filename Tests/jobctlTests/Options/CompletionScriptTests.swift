// The scripts for shells, with the user's aliases in them.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct CompletionScriptTests {
  private func script(_ shell: CompletionShell) -> (plain: String, whole: String) {
    let plain = Jobctl.completionScript(for: shell)
    return (plain, CompletionScript.text(plain, for: shell))
  }

  /// What a shell reads last counts.
  @Test(arguments: [CompletionShell.bash, .fish]) func aliasesAreAskedForBehindTheScript(_ shell: CompletionShell) {
    let (plain, whole) = script(shell)
    #expect(whole.hasPrefix(plain) && whole.dropFirst(plain.count).contains("completions --words aliases"))
  }

  @Test func aliasesStandAmongTheCommandsOfZsh() throws {
    let (plain, whole) = script(.zsh)
    let lines = whole.split(separator: "\n").map(String.init)
    let place = try #require(lines.firstIndex { $0.contains("completions --words aliases") })
    #expect(lines.count == plain.split(separator: "\n").count + 1)
    #expect(lines[place + 1] == "        )" && lines[place - 1].contains("'help:"))
    #expect(lines[..<place].contains { $0.contains("'submit:") } && !lines[..<place].contains("_jobctl_submit() {"))
  }
}
