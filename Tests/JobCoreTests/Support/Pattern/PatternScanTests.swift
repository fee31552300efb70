// The search itself: however often it is interrupted it comes to the same end, and what is cut off is not the end.

import Testing

@testable import JobCore

@Suite struct PatternScanTests {
  private func verdict(_ pattern: String, _ text: String, moves: Int) throws -> Bool {
    var scan = try TextPattern(pattern).scan(Array(text.utf8))
    while true {
      if let verdict = scan.advance(moves: moves) { return verdict }
    }
  }

  @Test(arguments: [
    ("b$", "aaab", true), ("b$", "aaaba", false), ("^a*$", "aaaa", true), ("(ab|a)(c|bcd)", "abcd", true),
    ("x", "", false), ("", "", true), ("\\bb", "a b", true), ("\\Bb", "a b", false), ("(?m)^b$", "a\nb", true),
    ("é.", "caféx", true), ("(a|b)*c", "abababd", false),
  ]) func piecesComeToTheSameEnd(_ pattern: String, _ text: String, _ wanted: Bool) throws {
    for moves in [1, 2, 3, 5, 1_000, Int.max] {
      #expect(try verdict(pattern, text, moves: moves) == wanted, "\(moves) moves at a time")
    }
  }

  /// The bound on the work: no more than steps × characters moves, whatever the pattern is made for.
  @Test(arguments: ["(a*)*b", "(a|a)*b", "(a?){50}b", "(.*)(.*)(.*)b"]) func movesGrowWithTheTextAlone(
    _ pattern: String
  ) throws {
    let length = 500
    var scan = try TextPattern(pattern).scan([UInt8](repeating: UInt8(ascii: "a"), count: length))
    var parser = PatternParser(pattern)
    let steps = try PatternProgram(try parser.parse()).steps.count
    var pieces = 0
    while scan.advance(moves: steps + 1) == nil { pieces += 1 }
    #expect(pieces <= length, "\(pieces) pieces")
  }

  @Test func linesEndWhereTheyEnd() throws {
    let ends: [(String, String, Bool)] = [
      ("a$", "a\n", true), ("a$", "a\n\n", false), ("a\\Z", "a\n", true), ("a\\z", "a\n", false), ("a\\z", "a", true),
      ("(?m)a$", "a\nb", true), ("(?m)^$", "a\n\nb", true), ("\\Ab", "a\nb", false), ("(?m)^b", "a\nb", true),
    ]
    for (pattern, text, wanted) in ends {
      #expect(try verdict(pattern, text, moves: .max) == wanted, "\(pattern) in \(text.debugDescription)")
    }
  }

  @Test func whatWasCutOffHasNoEnd() throws {
    let whole = [UInt8](repeating: UInt8(ascii: "a"), count: Limits.patternTextBytesMax)
    for pattern in ["a\\Z", "(?m)a$"] {
      var all = try TextPattern(pattern).scan(whole)
      var cut = try TextPattern(pattern).scan(whole + [UInt8(ascii: "a")])
      #expect(all.run() && !cut.run(), "\(pattern)")
    }
  }
}
