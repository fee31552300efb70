// What a URL shows of itself.

import Testing

@testable import HTTPFront

@Suite struct MaskedURLTests {
  @Test(arguments: [
    ("http://example.com/a", "http://example.com/a"),
    ("http://example.com", "http://example.com"),
    ("https://me@example.com:8443/a/b", "https://***@example.com:8443/a/b"),
    ("https://me:p@ss@example.com/", "https://***@example.com/"),
    ("https://example.com/a@b", "https://example.com/a@b"),
    ("https://example.com/a?token=x&flag&y=", "https://example.com/a?token=***&flag&y=***"),
    ("https://example.com?mail=me@x", "https://example.com?mail=***"),
    ("nonsense", "nonsense"),
  ])
  func secretsAreHiddenAndTheRestStays(_ url: String, _ shown: String) {
    #expect(MaskedURL.text(of: url) == shown)
  }
}
