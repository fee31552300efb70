// The text of `edit --priority`.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct PriorityChangeTests {
  @Test(
    arguments: [
      ("5", .to(5)), ("-10", .to(-10)), ("+5", .by(5)), ("+-5", .by(-5)), ("0", .to(0)),
    ] as [(String, PriorityChange)]) func aPlusMakesItAChange(text: String, change: PriorityChange) throws
  {
    #expect(try PriorityChange.read(text) == change)
  }

  @Test(arguments: ["", "+", "++5", "high", "5.5", "+x"]) func otherTextIsRefused(text: String) {
    #expect(throws: ValidationError.self) { try PriorityChange.read(text) }
  }
}
