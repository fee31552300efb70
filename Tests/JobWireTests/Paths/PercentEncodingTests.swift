// Escapes in URLs: there and back for every byte, and nothing malformed is let through.

import Testing

@testable import JobWire

@Suite struct PercentEncodingTests {
  @Test(arguments: [
    ("a-Z_0.~", "a-Z_0.~"), ("a b/c?d&e=f", "a%20b%2Fc%3Fd%26e%3Df"), ("é", "%C3%A9"), ("+", "%2B"), ("%", "%25"),
    ("", ""),
  ])
  func textMeansItselfBetweenSlashes(_ text: String, _ encoded: String) {
    #expect(PercentEncoding.encode(text) == encoded)
    #expect(PercentEncoding.decode(encoded.utf8, plusIsSpace: true) == text)
  }

  @Test func everyCharacterComesBack() {
    let text = String(String.UnicodeScalarView((0...0x7FF).compactMap(Unicode.Scalar.init)))
    #expect(PercentEncoding.decode(PercentEncoding.encode(text).utf8, plusIsSpace: false) == text)
  }

  @Test func aPlusIsASpaceInQueriesOnly() {
    #expect(PercentEncoding.decode("a+b".utf8, plusIsSpace: true) == "a b")
    #expect(PercentEncoding.decode("a+b".utf8, plusIsSpace: false) == "a+b")
  }

  @Test(arguments: ["%", "%4", "%G0", "%0G", "%C3", "a%"]) func whatIsMalformedIsRefused(_ text: String) {
    #expect(PercentEncoding.decode(text.utf8, plusIsSpace: true) == nil)
  }
}
