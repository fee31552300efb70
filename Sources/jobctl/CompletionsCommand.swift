// `jobctl completions`: what a shell needs to complete jobctl's words, ids and names that are there now among them.

import ArgumentParser
import JobClient
import JobWire

struct CompletionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print a script that completes jobctl's words in a shell.",
    discussion: """
      Commands and options are completed, aliases of your own, and jobs (ids and names), queues and schedules as the \
      daemon has them then. Names with other characters than letters, digits, dots, dashes and underscores are not \
      offered.

        jobctl completions bash > ~/.local/share/bash-completion/completions/jobctl
        jobctl completions zsh > "${fpath[1]}/_jobctl"
        jobctl completions fish > ~/.config/fish/completions/jobctl.fish
      """)

  @Argument(help: "bash, zsh or fish.", completion: .list(CompletionShell.allCases.map(\.rawValue)))
  var shell: String?

  @Option(help: .hidden)
  var words: LiveWords?

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if (shell == nil) == (words == nil) { throw ValidationError("Name a shell: bash, zsh or fish.") }
    if let shell, CompletionShell(rawValue: shell) == nil {
      throw ValidationError("There is no script for '\(shell)'; there is one for bash, zsh and fish.")
    }
  }

  func run() async throws {
    if let shell = shell.flatMap({ CompletionShell(rawValue: $0) }) {
      let script = CompletionScript.text(Jobctl.completionScript(for: shell), for: shell)
      return try Console.data(Array(script.utf8) + [UInt8(ascii: "\n")])
    }
    guard let words else { return }
    if words == .aliases {
      // No daemon is needed for them.
      for word in LiveWords.aliasNames { try Console.line(word) }
      return
    }
    try await global.withClient { client in
      for word in try await words.read(client) { try Console.line(word) }
    }
  }
}
