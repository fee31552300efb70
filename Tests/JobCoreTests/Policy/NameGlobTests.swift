// Globs over names, compared with fnmatch(3) on random patterns.

import Glibc
import Testing

@testable import JobCore

@Suite struct NameGlobTests {
  @Test(arguments: [
    ("", "", true), ("", "a", false), ("*", "", true), ("*", "anything", true), ("a*c", "abbc", true),
    ("a*c", "abbd", false), ("?", "", false), ("?", "ü", true), ("??", "a", false), ("[a-c]x", "bx", true),
    ("[!a-c]x", "bx", false), ("[^a-c]x", "dx", true), ("[]]", "]", true), ("[!]]", "a", true), ("[a-]", "-", true),
    ("[", "[", true), ("a[", "a[", true), ("*a*b*c", "xxaxxbxxc", true), ("job-[0-9]*", "job-12", true),
    ("A", "a", false),
  ])
  func patternMatchesAsAShellWould(_ pattern: String, _ name: String, _ isMatch: Bool) {
    #expect(NameGlob(pattern).matches(name) == isMatch)
  }

  @Test(arguments: [UInt64.random(in: .min ... .max), 3]) func randomPatternsMatchWhatFnmatchMatches(_ seed: UInt64) {
    var random = SeededRandom(seed)
    // Without `[` the two agree on everything; classes have their own table above.
    let pieces = ["a", "b", "*", "?", "[ab]", "[!a]", "[a-c]", "-"]
    for _ in 0..<20_000 {
      let pattern = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      let name = String((0..<Int.random(in: 0...6, using: &random)).map { _ in "abcd-".randomElement(using: &random) ?? "a" })
      let isMatch = fnmatch(pattern, name, 0) == 0
      if NameGlob(pattern).matches(name) != isMatch {
        Issue.record("seed \(seed): \(pattern) on \(name) should be \(isMatch)")
        return
      }
    }
  }

  @Test func manyStarsDoNotBlowUp() {
    let pattern = String(repeating: "a*", count: 60) + "b"
    #expect(!NameGlob(pattern).matches(String(repeating: "a", count: 200)))
  }
}
