// The lines of a token file: a fault concerns its line, and lines end as any system ends them.

import JobCore
import Testing

@testable import HTTPFront

@Suite struct TokenListTests {
  private static let tokens = ["a-token-0123456789", "b-token-0123456789", "c-token-0123456789"]

  private func names(_ list: TokenList) -> [String] { list.entries.map(\.identity.name) }

  /// With CRLF the whole file was one line to a reader of characters: a comment, or a line of many words.
  @Test(arguments: ["\n", "\r\n", "\r"])
  func linesEndAsAnySystemEndsThem(_ end: String) {
    let lines = ["# comment", "\(Self.tokens[0]) a read", "", "fault", "\(Self.tokens[1]) b read queues=x", ""]
    let list = TokenList(Array(lines.joined(separator: end).utf8))
    #expect(names(list) == ["token:a", "token:b"])
    #expect(list.entries.last?.identity.limits.queues == ["x"])
    #expect(list.faults.map(\.line) == [4])
    #expect(TokenList(Array(lines.dropLast(1).joined(separator: end).utf8)) == list)
  }

  @Test func markOfAnEditorIsNoPartOfTheFirstToken() {
    let list = TokenList([0xEF, 0xBB, 0xBF] + Array("\(Self.tokens[0]) a read\n".utf8))
    #expect(list.entries.first?.token == Array(Self.tokens[0].utf8))
  }

  @Test func faultLeavesOutItsLineAndNoOther() {
    var bytes = Array("\(Self.tokens[0]) a read\n".utf8)
    bytes += Array("\(Self.tokens[1]) ".utf8) + [0xFF, 0x20] + Array("read\n\(Self.tokens[2]) c fly\n".utf8)
    bytes += Array("d-token-0123456789 d admin\n".utf8)
    let list = TokenList(bytes)
    #expect(names(list) == ["token:a", "token:d"])
    #expect(list.faults.map(\.line) == [2, 3] && list.faultCount == 2)
  }

  @Test func sameTokenTwiceIsAFault() {
    let list = TokenList(Array("\(Self.tokens[0]) a read\n\(Self.tokens[0]) b admin\n".utf8))
    #expect(names(list) == ["token:a"])
    #expect(list.faults.map(\.line) == [2])
  }

  /// Idempotency keys, cursors and schedules belong to a name.
  @Test func sameNameWithOtherRightsIsAFault() {
    let same = "\(Self.tokens[0]) a submit queues=x\n\(Self.tokens[1]) a submit queues=x\n"
    #expect(names(TokenList(Array(same.utf8))) == ["token:a", "token:a"])
    let other = TokenList(Array((same + "\(Self.tokens[2]) a submit queues=y\n").utf8))
    #expect(other.entries.count == 2)
    #expect(other.faults.map(\.line) == [3])
  }

  @Test func faultsAreKeptUpToABoundAndCounted() {
    let list = TokenList(Array(String(repeating: "x\n", count: 1_000).utf8))
    #expect(list.faults.count == HTTPLimits.tokenFaultsShownMax && list.faultCount == 1_000)
  }
}
