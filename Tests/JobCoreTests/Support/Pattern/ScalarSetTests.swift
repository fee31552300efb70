// Sets of characters: ranges that touch, their complement, and both cases of a letter.

import Testing

@testable import JobCore

@Suite struct ScalarSetTests {
  private func members(_ set: ScalarSet, below end: UInt32 = 300) -> [UInt32] { (0..<end).filter(set.contains) }

  @Test func rangesThatOverlapAreOne() {
    let set = ScalarSet([5...9, 8...12, 200...210, 1...1])
    #expect(members(set) == [1] + Array(5...12) + Array(200...210))
  }

  @Test func whatIsNotInASetIsInItsNegation() {
    let (set, negated) = (ScalarSet([60...70, 120...140]), ScalarSet([60...70, 120...140], isNegated: true))
    for value in UInt32(0)..<300 { #expect(set.contains(value) != negated.contains(value), "\(value)") }
  }

  @Test func theComplementIsAllTheRest() {
    let rest = ScalarSet.complement(of: [0...9, 20...29, 25...40])
    #expect(rest == [10...19, 41...0x10FFFF])
    #expect(ScalarSet.complement(of: []) == [ScalarSet.all] && ScalarSet.complement(of: [ScalarSet.all]) == [])
  }

  @Test func bothCasesOfALetterAreTaken() {
    #expect(members(ScalarSet(0x61, ignoresCase: true)) == [0x41, 0x61])
    #expect(members(ScalarSet(0xE9, ignoresCase: true)) == [0xC9, 0xE9])
    #expect(members(ScalarSet([0x30...0x5A], ignoresCase: true), below: 128) == Array(0x30...0x5A) + Array(0x61...0x7A))
  }
}
