// What --env-all takes along.

import Testing

@testable import jobctl

@Suite struct ShellEnvironmentTests {
  private func environment(_ entries: String...) -> ShellEnvironment {
    ShellEnvironment(entries: Array(entries.joined(separator: "\0").utf8) + [0])
  }

  @Test func variablesGoAlong() {
    let all = environment("A=b=c", "EMPTY=", "_UNDER=1", "n2=x y")
    #expect(all.taken == ["A": "b=c", "EMPTY": "", "_UNDER": "1", "n2": "x y"] && all.left.isEmpty)
    #expect(ShellEnvironment(entries: []) == ShellEnvironment(entries: [0, 0]))
  }

  @Test func whatLooksSecretStaysHereAndIsNamed() {
    let all = environment(
      "API_TOKEN=t", "A=b", "db_password=p", "SSH_AUTH_SOCK=/s", "DB_PWD=x", "AWS_SECRET_ACCESS_KEY=k")
    #expect(all.taken == ["A": "b"])
    #expect(all.left == ["API_TOKEN", "db_password", "SSH_AUTH_SOCK", "DB_PWD", "AWS_SECRET_ACCESS_KEY"])
    let note = ShellEnvironment.note(leftOut: all.left)
    #expect(note?.contains("API_TOKEN, db_password") == true && note?.contains("--env API_TOKEN ") == true)
    #expect(ShellEnvironment.note(leftOut: []) == nil)
    let many = ShellEnvironment.note(leftOut: (1...30).map { "KEY\($0)" })
    #expect(many?.contains("KEY20 and 10 more") == true)
  }

  /// Where the shell is, what the daemon says itself, functions of a shell, and what is no text.
  @Test(arguments: [
    "PWD=/x", "OLDPWD=/y", "SHLVL=1", "_=/bin/env", "JOBD_URL=u", "BASH_FUNC_f%%=() { :; }", "=x", "n", "1A=x",
  ])
  func othersStayHereInSilence(entry: String) {
    let all = environment(entry, "A=b")
    #expect(all.taken == ["A": "b"] && all.left.isEmpty)
  }

  @Test func bytesThatAreNoTextStayHere() {
    #expect(ShellEnvironment(entries: Array("A=".utf8) + [0xFF, 0]).taken.isEmpty)
  }
}
