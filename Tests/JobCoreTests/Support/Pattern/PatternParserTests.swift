// The notation of patterns: what each sign makes of the tree, and where a fault is said to be.

import Testing

@testable import JobCore

@Suite struct PatternParserTests {
  /// The tree in brief: sets as the first letter that they take.
  private func text(_ node: PatternNode) -> String {
    switch node {
    case .one(let set): (0..<128).first { set.contains($0) }.flatMap { Unicode.Scalar($0) }.map { "\($0)" } ?? "?"
    case .assertion(let assertion): "<\(assertion)>"
    case .sequence(let parts): parts.map(text).joined()
    case .choice(let branches): "(\(branches.map(text).joined(separator: "|")))"
    case .repeated(let part, let least, let most): "\(text(part)){\(least),\(most.map { "\($0)" } ?? "")}"
    }
  }

  private func tree(_ pattern: String) throws -> String {
    var parser = PatternParser(pattern)
    return text(try parser.parse())
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
    ("", ""), ("ab", "ab"), ("a|b|", "(a|b|)"), ("(?:ab)", "ab"), ("(?<n>a)", "a"), ("(?P<n_1>a)", "a"),
    ("a*", "a{0,}"), ("a+", "a{1,}"), ("a?", "a{0,1}"), ("a{3}", "a{3,3}"), ("a{3,}", "a{3,}"), ("a{,5}", "a{0,5}"),
    ("a{3,5}", "a{3,5}"), ("a{0}", "a{0,0}"), ("ab*", "ab{0,}"), ("(ab)*", "ab{0,}"), ("a*?b+?", "a{0,}b{1,}"),
  ]) func eachSignHasItsPlaceInTheTree(_ pattern: String, _ tree: String) throws {
    #expect(try self.tree(pattern) == tree)
  }

  @Test(arguments: ["{", "{}", "a{,}", "a{x", "a{1", "a{1,2", "{3", "a{ 1}"]) func braceThatBeginsNoCountIsABrace(
    _ pattern: String
  ) throws {
    #expect(try tree(pattern) == pattern)
  }

  @Test func flagsAreForTheWholePattern() throws {
    #expect(try tree("^a$") == "<textStart>a<textEnd>")
    #expect(try tree("(?m)^a$") == "<lineStart>a<lineEnd>")
    // The first of both cases.
    #expect(try tree("(?i)a") == "A" && tree("(?si)b") == "B")
    var plain = PatternParser(".")
    var all = PatternParser("(?s).")
    guard case .sequence(let line) = try plain.parse(), case .one(let inLine)? = line.first,
      case .sequence(let any) = try all.parse(), case .one(let anything)? = any.first
    else {
      Issue.record("a dot is one character")
      return
    }
    #expect(!inLine.contains(10) && inLine.contains(13) && anything.contains(10))
  }

  @Test(arguments: [
    ("(a", "has a ( without ), at character 2"), ("a)", "has a ) without (, at character 2"),
    ("*a", "repeats nothing: * must follow something (write \\* for the character), at character 1"),
    ("a|+", "repeats nothing: + must follow something (write \\+ for the character), at character 3"),
    ("ab**", "repeats a repetition; put it into a group, at character 4"),
    ("a{2}{3}", "repeats a repetition; put it into a group, at character 7"),
    ("a++", "has a possessive repetition, which is not supported, at character 3"),
    ("a{5,3}", "has a count that is out of range, at character 6"),
    ("a{1001}", "has a count that is out of range, at character 7"),
    ("a{99999999999999999999}", "has a count that is out of range, at character 23"),
    ("(?ix)a", "may begin with the flags i, m and s only, such as (?i), at character 4"),
    ("(?i", "has a ( without ), at character 3"), ("(?<a", "has a group whose name does not end, at character 4"),
    ("(?<a-b>c)", "has a group with a name that is none, at character 5"),
    (
      "(?=a)",
      "has a group that is not supported; looking ahead and behind is not, nor flags within, at character 3"
    ),
  ]) func faultSaysWhatAndWhere(_ pattern: String, _ reason: String) {
    #expect(fault(pattern) == reason)
  }

  @Test func groupsGoAsDeepAsTheyMay() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
    }
    #expect(fault(nested(Limits.patternDepthMax)) == nil)
    let reason = try #require(fault(nested(Limits.patternDepthMax + 1)))
    #expect(reason.hasPrefix("has more than \(Limits.patternDepthMax) groups in one another"))
    // One beside the other is not deep.
    #expect(fault(String(repeating: "(a)", count: Limits.patternDepthMax + 1)) == nil)
  }
}
