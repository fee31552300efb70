// Globs over names, compared with fnmatch(3) on random patterns.

import Glibc
import Testing

@testable import JobCore

@Suite struct NameGlobTests {
  @Test(arguments: [
    ("", "", true), ("", "a", false), ("*", "", true), ("*", "anything", true), ("a*c", "abbc", true),
    ("a*c", "abbd", false), ("?", "", false), ("?", "\u{FC}", true), ("??", "a", false), ("[a-c]x", "bx", true),
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
      let name = String(
        (0..<Int.random(in: 0...6, using: &random)).map { _ in "abcd-".randomElement(using: &random) ?? "a" })
      let isMatch = fnmatch(pattern, name, 0) == 0
      if NameGlob(pattern).matches(name) != isMatch {
        Issue.record("seed \(seed): \(pattern) on \(name) should be \(isMatch)")
        return
      }
    }
  }

  /// Text is compared as bytes: a letter with an accent is one character or two.
  @Test(arguments: [
    ("\u{E9}", "\u{E9}", true), ("\u{E9}", "e\u{301}", false), ("e*", "e\u{301}", true), ("?", "e\u{301}", false),
    ("[\u{E8}-\u{EA}]", "\u{E9}", true), ("[!\u{E8}-\u{EA}]", "\u{E9}", false), ("K", "\u{212A}", false),
  ])
  func charactersAreThoseOfTheBytes(_ pattern: String, _ name: String, _ isMatch: Bool) {
    #expect(NameGlob(pattern).matches(name) == isMatch)
  }

  /// A name has 200 bytes at most; a pattern that needs more characters than there are places matches none.
  @Test(arguments: [200, 254, 255]) func longestPatternsMatchToTheirEnd(_ count: Int) {
    let name = String(repeating: "ab", count: count / 2) + (count % 2 == 1 ? "c" : "")
    for pattern in [name, "*" + name, name + "*", String(repeating: "?", count: count)] {
      #expect(NameGlob(pattern).matches(name), "\(count) \(pattern.prefix(3))")
      #expect(!NameGlob(pattern).matches(String(name.dropFirst())) && !NameGlob(pattern).matches("x" + name + "x"))
    }
    #expect(NameGlob(name + "*").matches(name + "x") && !NameGlob(name + "*").matches("x" + name))
  }

  @Test func patternThatNeedsMoreThanAnyNameHasMatchesNone() {
    let long = String(repeating: "a", count: 256)
    #expect(!NameGlob(long).matches(long) && !NameGlob(String(repeating: "[a]", count: 300)).matches("a"))
    #expect(NameGlob(String(repeating: "*", count: 5_000)).matches("a"))
  }

  /// One such name took a tenth of a second and more, and a list looks at thousands before it asks for the time.
  @Test func patternIsNotReadAnewForEachCharacter() {
    let name = String(repeating: "a", count: 200)
    let stars = NameGlob(String(repeating: "a*", count: 60) + "b")
    let set = NameGlob("*[" + String(repeating: "z", count: 14_000) + "]")
    let took = ContinuousClock().measure {
      for _ in 0..<300 where stars.matches(name) || set.matches(name) { Issue.record("it matches") }
    }
    #expect(took < .seconds(10), "\(took)")
  }

  /// Each of two hundred sets was asked about each character: a hundredth of a second for one name.
  @Test func whatANameCostsDoesNotGoWithTheSets() {
    let name = String(repeating: "x", count: 200)
    let glob = NameGlob("*" + String(repeating: "[abc]", count: 199))
    let took = ContinuousClock().measure {
      for _ in 0..<3_000 where glob.matches(name) { Issue.record("it matches") }
    }
    #expect(took < .seconds(10), "\(took)")
  }

  @Test(arguments: [("[!\u{0}-b]", "c", true), ("[!\u{0}-b]", "\u{0}", false), ("[\u{0}]", "\u{0}", true)])
  func setsMayBeginWithTheFirstCharacter(_ pattern: String, _ name: String, _ isMatch: Bool) {
    #expect(NameGlob(pattern).matches(name) == isMatch)
  }
}
