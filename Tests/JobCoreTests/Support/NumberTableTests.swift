// A table of numbers says what a dictionary says.

import TestSupport
import Testing

@testable import JobCore

@Suite struct NumberTableTests {
  /// Some that follow one another, and some that are far apart.
  private static let keys: [Int64] =
    (0..<400).map { Int64($0) } + (400..<700).map { Int64($0) &* 0x1_0000_0001_0000 } + [-1, .min, .max]

  @Test func saysWhatADictionarySays() {
    var (table, dictionary) = (NumberTable<Int>(), [Int64: Int]())
    #expect(table[1] == nil && !table.contains(1))
    var random = SeededRandom(7)
    for value in 0..<5_000 {
      if value % 1_000 == 999 {
        table.removeAll(keepingCapacity: value % 2_000 == 999)
        dictionary = [:]
      }
      let key = Self.keys[Int.random(in: 0..<Self.keys.count, using: &random)]
      table.set(value, for: key)
      dictionary[key] = value
      let other = Self.keys[Int.random(in: 0..<Self.keys.count, using: &random)]
      #expect(table[other] == dictionary[other] && table.contains(other) == (dictionary[other] != nil))
      #expect(table.count == dictionary.count)
    }
    for key in Self.keys { #expect(table[key] == dictionary[key]) }
    #expect(table.values.sorted() == dictionary.values.sorted())
  }

  @Test func isEmptyOnceAllIsRemoved() {
    var table = NumberTable<Int>()
    for key in Self.keys { table.set(1, for: key) }
    table.removeAll(keepingCapacity: true)
    #expect(table.isEmpty)
    for key in Self.keys { #expect(table[key] == nil) }
  }
}
