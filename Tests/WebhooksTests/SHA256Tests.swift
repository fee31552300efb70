// SHA-256 against the standard's own examples, and against another implementation for every length around its blocks.

import Testing

@testable import Webhooks

@Suite struct SHA256Tests {
  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// FIPS 180-2, appendix B, and the hash of nothing.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]) func examplesOfTheStandardHold(_ text: String, _ digest: String) {
    #expect(hex(SHA256.digest(Array(text.utf8))) == digest)
  }

  /// The digests of 0 to 300 bytes, hashed together; the other implementation is OpenSSL's, by Python's hashlib.
  @Test func everyLengthIsThatOfAnotherImplementation() {
    var all = SHA256()
    for length in 0...300 { all.update(SHA256.digest((0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) })) }
    #expect(hex(all.digest()) == "60d63ff40b5558727a9b786ac0be9300f7ca58fd9ddd3b2f3681b369018a87dc")
  }

  @Test func piecesMakeTheWhole() {
    let bytes = (0..<500).map { UInt8(truncatingIfNeeded: $0) }
    for size in [1, 3, 63, 64, 65, 200] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) { hash.update(bytes[start..<min(start + size, 500)]) }
      #expect(hash.digest() == SHA256.digest(bytes), "in pieces of \(size)")
    }
  }
}
