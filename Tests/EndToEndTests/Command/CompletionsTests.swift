// `jobctl completions`: scripts for shells, and the words that these ask for.

import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct CompletionsTests {
  @Test func wordsAreThoseOfTheDaemon() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.jobctl("submit", "--hold", "--name", "backup", "--queue", "night", "--create-queue", "true")
    _ = try await daemon.jobctl("submit", "--hold", "--name", "$(touch x)", "true")
    let jobs = try await daemon.jobctl("completions", "--words", "jobs")
    #expect(jobs.output == "last\nlast-failed\n2\n1\n%backup\n", "\(jobs)")
    #expect(try await daemon.jobctl("completions", "--words", "queues").output.contains("night\n"))
  }

  @Test func scriptsAskForWordsAndNeedNoDaemon() async throws {
    let daemon = try await Daemon()
    for shell in ["bash", "zsh", "fish"] {
      let script = try await daemon.jobctl("completions", shell, environment: ["JOBD_URL": "unix:///nowhere"])
      #expect(script.status == 0 && script.output.contains("completions --words jobs"), "\(shell)")
    }
    #expect(try await daemon.jobctl("completions", "tcsh").status == 64)
  }
}
