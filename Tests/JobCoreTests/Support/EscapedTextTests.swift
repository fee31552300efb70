// Escapes in URLs: what cannot be sent as it is written is refused.

import Testing

@testable import JobCore

@Suite struct EscapedTextTests {
  @Test(arguments: ["https://x/a", "https://x/%C3%A9", "https://x/%c3%a9?b=%25", "é", ""])
  func whatIsWholeIsTaken(_ url: String) {
    #expect(EscapedText.fault(in: url) == nil)
  }

  @Test(arguments: ["https://x/%", "https://x/%4", "https://x/%zz", "100%"]) func aLoneSignIsRefused(_ url: String) {
    #expect(EscapedText.fault(in: url)?.contains("%25") == true)
  }

  @Test(arguments: ["https://x/%C3", "https://x/%FF", "%A9%C3"]) func bytesThatAreNoTextAreRefused(_ url: String) {
    #expect(EscapedText.fault(in: url)?.contains("UTF-8") == true)
  }
}
