// The steps that a pattern is made into: how they are joined, and that there are never too many.

import Testing

@testable import JobCore

@Suite struct PatternProgramTests {
  private func program(_ pattern: String) throws -> PatternProgram {
    var parser = PatternParser(pattern)
    return try PatternProgram(try parser.parse())
  }

  private func steps(_ pattern: String) throws -> [String] {
    try program(pattern).steps.map { step in
      switch step {
      case .one(let set): "one \(set)"
      case .assertion(let assertion): "\(assertion)"
      case .split(let left, let right): "split \(left) \(right)"
      case .jump(let target): "jump \(target)"
      case .match: "match"
      }
    }
  }

  @Test func partsFollowOneAnother() throws {
    #expect(try steps("") == ["match"])
    #expect(try steps("^ab") == ["textStart", "one 0", "one 1", "match"])
  }

  @Test func branchesMeetAtTheirEnd() throws {
    #expect(
      try steps("a|b|c") == [
        "split 1 3", "one 0", "jump 7", "split 4 6", "one 1", "jump 7", "one 2", "match",
      ])
  }

  @Test func repetitionsGoBackOrOn() throws {
    #expect(try steps("a*b") == ["split 1 3", "one 0", "jump 0", "one 1", "match"])
    #expect(try steps("a+") == ["one 0", "split 2 4", "one 1", "jump 1", "match"])
    #expect(try steps("a?") == ["split 1 2", "one 0", "match"])
    #expect(try steps("a{2}") == ["one 0", "one 1", "match"])
    #expect(try steps("a{1,3}") == ["one 0", "split 2 5", "one 1", "split 4 5", "one 2", "match"])
    #expect(try steps("a{0}") == ["match"])
  }

  @Test func countsWrittenOutAreBounded() throws {
    let most = Limits.patternStepsMax
    #expect(try program("a{\(most)}").steps.count == most + 1)
    for pattern in ["a{\(most)}b", "(a{50}){50}", "((){999}){999}", "(a|b){500}"] {
      let error = #expect(throws: PatternError.self) { _ = try program(pattern) }
      #expect(error?.reason == "is too large: its counts written out make more than \(most) steps")
    }
  }
}
