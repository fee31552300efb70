// Patterns against what another engine says, in time that grows with the text alone, and refused where they are none.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct TextPatternTests {
  private func matches(_ pattern: String, _ text: String) throws -> Bool {
    isFound(try TextPattern(pattern).scan(Array(text.utf8)))
  }

  private func isFound(_ scan: PatternScan) -> Bool {
    var scan = scan
    return scan.run()
  }

  @Test(arguments: [
    ("", "x"), ("ok", "it is ok"), ("^ok$", "ok"), ("^ok$", "ok\n"), ("^\\s*\\{", "  {\"a\": 1}"), ("a|b|c", "xxc"),
    ("^(GET|POST) /", "POST /x"), ("[0-9]{3}-[0-9]{4}", "call 555-1234"), ("\\d+\\.\\d+", "v12.34"), ("a.c", "abc"),
    ("[^a-z]", "abcD"), ("[]a]", "]"), ("[a-]", "-"), ("[[:alpha:]_]+1", "ab_1"),
    ("\"status\":\\s*\"ok\"", "{\"status\": \"ok\"}"),
    ("(?i)healthy", "HeAlThY"), ("(?i)straße", "STRAßE"), ("(?m)^b$", "a\nb\nc"), ("(?s)a.b", "a\nb"),
    ("\\bcat\\b", "a cat."),
    ("a{2}", "aa"), ("a{,2}b", "b"), ("a{2,}", "aaa"), ("{", "{"), ("a{x", "a{x"), ("é", "café"), ("[é-ë]", "ê"),
    ("\\x41\\u00e9\\u{1F600}", "Aé😀"), ("(?:ab)+c", "ababc"), ("(?<y>\\d{4})", "2024"), ("(a*)*b", "aab"), ("^$", ""),
    ("a+?b", "aab"), ("\\Aab\\z", "ab"), ("\\/path\\-x", "/path-x"), ("()", ""), ("(a|)", "x"), ("^*a", "a"),
  ]) func matching(_ pattern: String, _ text: String) throws {
    #expect(try matches(pattern, text))
  }

  @Test(
    arguments: [
      ("ok", "no"), ("^ok$", "ok\n\n"), ("^b", "a\nb"), ("a.b", "a\nb"), ("a{2}", "a"), ("[^abc]", "abc"),
      ("\\bcat\\b", "cats"),
      ("healthy", "HEALTHY"), ("\\z", ""), ("a{0}b", "a"), ("\\D", "123"), ("[[:digit:]]", "abc"), ("a$b", "ab"),
    ].dropLast(0)) func notMatching(_ pattern: String, _ text: String) throws
  {
    // `\z` holds at the end of an empty text: the one exception in the list.
    #expect(try matches(pattern, text) == (pattern == "\\z"))
  }

  @Test(arguments: [
    "(", ")", "a)", "(a", "[", "[a", "[z-a]", "*a", "+", "a**", "a++", "a*+", "\\", "a\\", "(a)\\1", "(?=a)", "(?!a)",
    "(?<=a)", "(?<!a)", "\\q", "[[:nope:]]", "a{3,2}", "a{2000}", "(?x)a", "\\xZZ", "\\u{110000}", "(?<>", "(?<a b>c)",
    "((((a{100}){100}){100}){100})", "(){999}{2}", "((){999}){999}", "[a-\\d]",
  ]) func whatIsNoneIsRefused(_ pattern: String) {
    #expect(throws: PatternError.self) { try TextPattern(pattern) }
  }

  @Test func sizeAndDepthAreBounded() {
    #expect(throws: PatternError.self) { try TextPattern(String(repeating: "a", count: 1_001)) }
    #expect(throws: PatternError.self) {
      try TextPattern(String(repeating: "(", count: 400) + String(repeating: ")", count: 400))
    }
    #expect(throws: Never.self) { try TextPattern(String(repeating: "a", count: 990)) }
  }

  @Test(arguments: ["(a+)+$", "^(a|a)*$", "(a*)*b", "(.*)(.*)(.*)(.*)(.*)x", "(a?){50}a{50}$", "([a-z]+)*\\d"])
  func nothingIsTriedAgain(_ pattern: String) throws {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 20_000) + Array("!".utf8)
    let begun = ContinuousClock.now
    let scan = try TextPattern(pattern).scan(text)
    #expect(!isFound(scan))
    #expect(ContinuousClock.now - begun < .seconds(20))
  }

  @Test func searchCanBeInterrupted() throws {
    var scan = try TextPattern("b$").scan([UInt8](repeating: UInt8(ascii: "a"), count: 10_000) + Array("b".utf8))
    var pieces = 0
    var verdict: Bool?
    while verdict == nil {
      verdict = scan.advance(moves: 1_000)
      pieces += 1
    }
    #expect(verdict == true && pieces > 10)
  }

  @Test func onlyTheBeginningIsLookedAtAndItsEndIsNoEnd() throws {
    let long = [UInt8](repeating: UInt8(ascii: "a"), count: Limits.patternTextBytesMax) + Array("b".utf8)
    let later = try TextPattern("b").scan(long)
    #expect(!isFound(later))
    let end = try TextPattern("a$").scan(long)
    #expect(!isFound(end))
  }

  @Test func bytesThatAreNotTextAreNoReasonToFail() throws {
    let scan = try TextPattern("a.b").scan([0x61, 0xFF, 0x62])
    #expect(isFound(scan))
  }

  /// Lazy loops are left out: the other engine loses matches of those that can be empty.
  @Test func agreesWithAnotherEngine() throws {
    var random = SeededRandom(20_261_122)
    var compared = 0
    for _ in 0..<3_000 {
      let pattern = Self.pattern(depth: 3, &random)
      guard let oracle = try? NSRegularExpression(pattern: pattern) else { continue }
      let mine = try TextPattern(pattern)
      for _ in 0..<4 {
        let text = String(
          (0..<Int.random(in: 0...8, using: &random)).map { _ in "abc\n".randomElement(using: &random) ?? "a" })
        let range = NSRange(text.startIndex..., in: text)
        let scan = mine.scan(Array(text.utf8))
        #expect(
          isFound(scan) == (oracle.firstMatch(in: text, range: range) != nil), "\(pattern) in \(text.debugDescription)")
        compared += 1
      }
    }
    #expect(compared > 8_000)
  }

  private static func pattern(depth: Int, _ random: inout SeededRandom) -> String {
    let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ -> String in
      var part: String
      switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
      case 0: part = "a"
      case 1: part = "b"
      case 2: part = "."
      case 3: part = "[ab]"
      case 4: part = "[^b]"
      case 5: return ["^", "$", "\\b", "\\B"].randomElement(using: &random) ?? "^"
      case 6: part = "(\(pattern(depth: depth - 1, &random))|\(pattern(depth: depth - 1, &random)))"
      default: part = "(?:\(pattern(depth: depth - 1, &random)))"
      }
      part += ["", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "??"].randomElement(using: &random) ?? ""
      return part
    }
    return parts.joined()
  }
}
