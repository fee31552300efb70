// Base64 against Foundation's, for every length around a group and every byte, and what is refused.

import Foundation
import JobWire
import Testing

@Suite struct Base64Tests {
  @Test func everyLengthIsWrittenAndReadAsFoundationDoes() {
    for count in 0...70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
      let text = Data(bytes).base64EncodedString()
      #expect(Base64.encode(bytes) == text)
      #expect(Base64.decode(text) == bytes)
    }
  }

  @Test func everyByteIsWrittenAndRead() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
    #expect(Base64.decode(Base64.encode(bytes)) == bytes)
  }

  @Test(arguments: [
    "A", "AB", "ABC", "AAAAA", "====", "A===", "=AAA", "AA=A", "A=AA", "AAAA====", "AA==AAAA", "AA A", "AAA\n", "AA-_",
    "AAé=", " AA==", "AA==\n",
  ]) func whatNobodyWritesIsRefused(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }

  /// Two texts for the same bytes would be two names of one thing.
  @Test(arguments: ["AB==", "AAB="]) func bitsThatMeanNothingAreZero(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
