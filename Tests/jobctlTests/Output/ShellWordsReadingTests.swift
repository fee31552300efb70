// A line taken apart into words.

import Testing

@testable import jobctl

@Suite struct ShellWordsReadingTests {
  @Test(
    arguments: [
      ("", []), ("   ", []), ("list --failed", ["list", "--failed"]), ("  a\tb ", ["a", "b"]),
      ("run --shell 'a | b'", ["run", "--shell", "a | b"]), ("a'b c'd", ["ab cd"]), ("''", [""]),
      (#"say "it's \"so\"" x"#, ["say", #"it's "so""#, "x"]), (#"a\ b \'"#, ["a b", "'"]), (#""a\b""#, [#"a\b"#]),
      ("--name nightly-* a~b #c", ["--name", "nightly-*", "a~b", "#c"]), (#"'$HOME' "\$x""#, ["$HOME", "$x"]),
    ] as [(String, [String])]) func lineIsReadAsAShellWould(_ line: String, _ words: [String]) throws
  {
    #expect(try ShellWords.read(line) == words)
  }

  @Test(arguments: ["'a", #""a"#, #"a \"#, #""a\""#]) func quotationThatDoesNotEndIsRefused(_ line: String) {
    #expect(throws: ShellWords.Fault.openQuote) { try ShellWords.read(line) }
  }

  /// What a shell would do is not left out in silence.
  @Test(arguments: [
    "a | b", "a; b", "a && b", "a > f", "$HOME", "`id`", #""$x""#, "~/jobs", "(a)", "a ~",
  ]) func whatIsForAShellIsRefused(_ line: String) {
    #expect(throws: ShellWords.Fault.self) { try ShellWords.read(line) }
  }

  @Test(arguments: [["a b", "c'd", "", "e"], ["$x", "|"], ["\"", "\\", "\n"]])
  func whatIsQuotedIsReadBack(_ words: [String]) throws {
    #expect(try ShellWords.read(ShellWords.joined(words)) == words)
  }
}
