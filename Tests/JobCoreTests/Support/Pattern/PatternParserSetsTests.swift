// What stands for one character: sets in brackets, classes, and spellings by number.

import Testing

@testable import JobCore

@Suite struct PatternParserSetsTests {
  /// Those of the first 128 characters that `pattern`, which is one set, takes.
  private func taken(_ pattern: String) throws -> String {
    var parser = PatternParser(pattern)
    guard case .sequence(let parts) = try parser.parse(), parts.count == 1, case .one(let set) = parts[0] else {
      Issue.record("\(pattern) is no set")
      return ""
    }
    return String(String.UnicodeScalarView((0..<128).filter { set.contains($0) }.compactMap { Unicode.Scalar($0) }))
  }

  private func scalars(_ pattern: String) throws -> Set<UInt32> {
    var parser = PatternParser(pattern)
    guard case .sequence(let parts) = try parser.parse(), parts.count == 1, case .one(let set) = parts[0] else {
      return []
    }
    return Set((0...0x1FFFF).filter { set.contains($0) })
  }

  private func fault(_ pattern: String) -> String? {
    do throws(PatternError) {
      var parser = PatternParser(pattern)
      _ = try parser.parse()
      return nil
    } catch {
      return error.reason
    }
  }

  @Test(arguments: [
    ("[cab]", "abc"), ("[a-d]", "abcd"), ("[]a]", "]a"), ("[a-]", "-a"), ("[-a]", "-a"), ("[a-c-e]", "-abce"),
    ("[a^]", "^a"), ("[[.]", ".["), ("[\\]\\\\]", "\\]"), ("[\\n\\t]", "\t\n"), ("[\\b]", "\u{8}"),
    ("[\\d_]", "0123456789_"),
    ("[[:digit:]a-c]", "0123456789abc"), ("[[:xdigit:]]", "0123456789ABCDEFabcdef"), ("[[:blank:]]", "\t "),
    ("[\\d-z]", "-0123456789z"), ("(?i)[ax]", "AXax"), ("\\.", "."), ("\\x41", "A"), ("\\u0042", "B"), ("\\0", "\0"),
    ("\\u{43}", "C"), ("[\\x41-\\x43]", "ABC"), ("\\e", "\u{1B}"), ("\\d", "0123456789"), ("\\s", "\t\n\u{B}\u{C}\r "),
  ]) func setTakesItsMembers(_ pattern: String, _ members: String) throws {
    #expect(Set(try taken(pattern)) == Set(members))
  }

  @Test func negatedSetTakesAllOthers() throws {
    let others = try scalars("[^ab]")
    #expect(!others.contains(0x61) && !others.contains(0x62) && others.contains(0x63))
    #expect(others.contains(0x0A) && others.contains(0x1F600))
    #expect(try scalars("[^]]").contains(0x5D) == false)
    #expect(try scalars("\\D").isDisjoint(with: scalars("\\d")) && scalars("\\W").isDisjoint(with: scalars("\\w")))
    // Negation comes after the cases: neither of them is taken.
    #expect(try scalars("(?i)[^a]").isDisjoint(with: [0x41, 0x61]))
  }

  @Test func charactersBeyondASCIIAreOne() throws {
    #expect(try scalars("\\u{1F600}") == [0x1F600] && scalars("é") == [0xE9])
    #expect(try scalars("[é-ë]") == [0xE9, 0xEA, 0xEB])
  }

  @Test(arguments: [
    ("[a", "has a [ without ], at character 2"), ("[", "has a [ without ], at character 1"),
    ("[]", "has a [ without ], at character 2"), ("[z-a]", "has a range that runs backwards, at character 5"),
    ("[a-\\d]", "has a range that ends with a class of characters, at character 6"),
    ("\\", "ends with a \\, at character 1"), ("[\\", "ends with a \\, at character 2"),
    ("\\q", "has \\q, which means nothing here, at character 2"),
    ("(a)\\1", "refers back to a group, which is not supported, at character 5"),
    ("\\xZ1", "has a character by a number that is none, at character 3"),
    ("\\u{110000}", "has a character by a number that is none, at character 10"),
    ("\\u{D800}", "has a character by a number that is none, at character 8"),
    ("\\u{}", "has a character by a number that is none, at character 4"),
  ]) func faultSaysWhatAndWhere(_ pattern: String, _ reason: String) {
    #expect(fault(pattern) == reason)
  }

  @Test func unknownClassIsAnsweredWithTheKnownOnes() throws {
    let reason = try #require(fault("[[:vowel:]]"))
    #expect(reason.hasPrefix("has a class that is none of [:alnum:] ") && reason.contains(" [:xdigit:], at "))
  }
}
