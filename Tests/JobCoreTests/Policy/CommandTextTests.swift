// The line that says what a job runs.

import Testing

@testable import JobCore

@Suite struct CommandTextTests {
  private func line(_ argv: String..., isCut: Bool = false) -> String? {
    CommandText.line(.exec(argv, isCut: isCut))
  }

  private func shell(_ command: String, isCut: Bool = false) -> String? {
    CommandText.line(.shell(command, isCut: isCut))
  }

  @Test func wordsStayApart() {
    #expect(line("ls", "-l") == "ls -l")
    #expect(line("echo", "a b", "", "it's") == #"echo 'a b' '' 'it'\''s'"#)
    #expect(shell("a |  b") == "a | b")
    #expect(CommandText.line(.handler("resize")) == "resize")
    #expect(CommandText.line(.http(method: nil, url: "https://h/")) == "GET https://h/")
    #expect(CommandText.line(.http(method: "PUT", url: nil)) == "http")
    #expect(CommandText.line(.none) == nil)
  }

  @Test func lineIsOneLineAndShort() {
    #expect(line("a\nb", "c\u{1b}[1m") == "'a b' 'c [1m'")
    let long = line(String(repeating: "é", count: 300))
    #expect(long?.unicodeScalars.count == 200 && long?.hasSuffix("é…") == true)
    #expect(line(String(repeating: "a", count: 200))?.hasSuffix("a") == true)
  }

  @Test func secretsAreMasked() {
    #expect(line("x", "--password", "hunter2", "y") == "x --password *** y")
    #expect(line("x", "--token=abc", "API_KEY=k") == "x --token=*** API_KEY=***")
    #expect(line("x", "--no-auth", "--quick") == "x --no-auth --quick")
    #expect(line("curl", "-H", "Authorization: Bearer abc") == "curl -H Authorization:***")
    #expect(shell("curl -H 'Authorization: Bearer abc' h") == "curl -H 'Authorization:***…")
    #expect(line("git", "clone", "https://u:p@h/r", "and://v:q@w") == "git clone https://***@h/r and://***@w")
    #expect(line("mail", "a@b.c") == "mail a@b.c")
    #expect(CommandText.line(.http(method: nil, url: "https://u:p@h/?token=t")) == "GET https://***@h/***")
    #expect(CommandText.line(.http(method: nil, url: "https://h:1/services/T0/key")) == "GET https://h:1/***")
  }

  /// Where a quoted value ends, only a shell knows.
  @Test(arguments: [
    "PGPASSWORD='correct horse battery' psql", "x --password \"correct horse\"", "x --password=\"correct horse\"",
    "PASSWORD=correct\\ horse x", "PASSWORD=$(echo correct horse) x", "psql \"host=h password='ho horse'\"",
    "curl -H 'Cookie: horse' h", "MYSQL_PWD=horse x", "A=b;TOKEN=horse;x", "x '--token' 'ho horse'",
    #"curl -d '{"user":"u","password":"ho horse"}' h"#, #"curl -d '{"password": "horse"}' h"#,
  ]) func lineForAShellEndsWithItsFirstSecret(_ command: String) {
    for shown in [shell(command), line("sh", "-c", command)] {
      #expect(shown?.contains("horse") == false && shown?.contains("***") == true, "\(shown ?? "")")
    }
  }

  @Test func secretBehindTheNameOfAFieldIsMasked() {
    #expect(line("curl", "-H", "Authorization:Bearer abc") == "curl -H Authorization:***")
    #expect(line("curl", "-H", "X-Api-Key:", "abc", "h") == "curl -H X-Api-Key: *** h")
    #expect(line("curl", "-d", #"{"token":"abc"}"#) == #"curl -d '{"token":***'"#)
  }

  @Test func whatIsCutLosesItsLastWord() {
    // The sign by which it is known to be a secret may be in what was cut off.
    #expect(shell("psql postgres://me:hunter", isCut: true) == "psql…")
    #expect(line("psql", isCut: true) == "psql…")
  }
}
