// Idempotency keys: how long they may be, and that nobody meets another's.

import Testing

@testable import JobCore

@Suite struct IdempotencyKeyTests {
  @Test func aKeyHasItsBytes() {
    let longest = String(repeating: "a", count: Limits.idempotencyKeyBytesMax)
    #expect(IdempotencyKey.fault(longest) == nil && IdempotencyKey.fault("a") == nil)
    #expect(IdempotencyKey.fault("")?.field == "Idempotency-Key")
    #expect(IdempotencyKey.fault(longest + "a")?.detail == "must have 1 to 255 bytes")
  }

  @Test func aKeyCanBePrinted() {
    #expect(IdempotencyKey.fault("a \"b\" ~") == nil)
    for key in ["a\tb", "a\u{7F}", "é", "a\u{202E}b"] {
      #expect(IdempotencyKey.fault(key)?.detail == "must be printable ASCII", "\(key)")
    }
  }

  @Test func theLongestKeyOfTheLongestOwnerIsKept() {
    let owner = String(repeating: "o", count: Limits.idempotencyOwnerBytesMax - 1)
    let kept = IdempotencyKey.kept(String(repeating: "a", count: Limits.idempotencyKeyBytesMax), of: owner)
    #expect(IdempotencyKey.fault(kept: kept) == nil)
    #expect(IdempotencyKey.fault(kept: kept + "a") != nil && IdempotencyKey.fault(kept: "") != nil)
  }

  @Test func theSameKeyOfTwoOwnersIsTwo() {
    #expect(IdempotencyKey.kept("k", of: "uid:1") != IdempotencyKey.kept("k", of: "uid:2"))
  }
}
