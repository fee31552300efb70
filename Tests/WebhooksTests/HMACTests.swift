// HMAC against the examples of its specification, and against another implementation for keys and texts of all lengths.

import Testing

@testable import Webhooks

@Suite struct HMACTests {
  private func code(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var hmac = HMAC(key: key)
    hmac.update(bytes)
    return hmac.code()
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// RFC 4231, sections 4.2, 4.3 and 4.7: a short key, a key of letters, a key that is longer than a block.
  @Test func examplesOfTheSpecificationHold() {
    #expect(
      hex(code([UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8)))
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    #expect(
      hex(code(Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
    #expect(
      hex(code([UInt8](repeating: 0xaa, count: 131), long))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  /// The codes for keys of 0 to 140 bytes, hashed together; the other implementation is OpenSSL's, by Python's hmac.
  @Test func everyKeyLengthIsThatOfAnotherImplementation() {
    var all = SHA256()
    for length in 0...140 {
      let key = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 5 + length) }
      all.update(code(key, (0..<2 * length).map { UInt8(truncatingIfNeeded: $0 * 3) }))
    }
    #expect(hex(all.digest()) == "79c6d48eaa0e07b8e74e5e63a498a035d0276dfa74a82ac83452bedba3cf5165")
  }
}
