// Options of every command may stand before it.

import Testing

@testable import jobctl

@Suite struct LeadingOptionsTests {
  @Test(arguments: [
    (["--url", "u", "status", "7"], ["status", "--url", "u", "7"]),
    (["--json", "--url=u", "run", "--", "ls", "-l"], ["run", "--json", "--url=u", "--", "ls", "-l"]),
    (["--json", "queue", "set", "a", "--slots", "2"], ["queue", "set", "--json", "a", "--slots", "2"]),
    (["--json", "batch", "show", "3"], ["batch", "show", "--json", "3"]),
    (["--json", "notify", "set", "--on-end", "a"], ["notify", "set", "--json", "--on-end", "a"]),
    (["--json", "queue"], ["queue", "--json"]), (["status", "--json"], ["status", "--json"]),
    (["--help"], ["--help"]), (["--json"], ["--json"]), (["--url"], ["--url"]), ([], []),
  ]) func leadingOptionsGoBehindTheCommand(arguments: [String], moved: [String]) {
    #expect(LeadingOptions.moved(arguments) == moved)
  }
}
