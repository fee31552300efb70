// What a URL shows of itself, to whom.

import Testing

@testable import HTTPFront

@Suite struct MaskedURLTests {
  @Test(arguments: [
    ("http://example.com/a", "http://example.com/a"),
    ("http://example.com", "http://example.com"),
    ("https://me@example.com:8443/a/b", "https://***@example.com:8443/a/b"),
    ("https://me:p@ss@example.com/", "https://***@example.com/"),
    ("https://example.com/a@b", "https://example.com/a@b"),
    ("https://example.com/a?token=x&flag&y=", "https://example.com/a?token=***&***&y=***"),
    ("https://example.com/a?s3cr3t", "https://example.com/a?***"),
    ("https://example.com?mail=me@x", "https://example.com?mail=***"),
    ("https://example.com/a#s3cr3t?x", "https://example.com/a#***"),
    ("https://example.com/a?&b=c#s3cr3t", "https://example.com/a?&b=***#***"),
    ("/a?token=x", "/a?token=***"), ("nonsense", "nonsense"),
  ])
  func secretsAreHiddenAndTheRestStays(_ url: String, _ shown: String) {
    #expect(MaskedURL.text(of: url, for: .path) == shown)
  }

  /// A URL for messages is a key: `https://hooks.example.com/services/T0/B0/s3cr3t`.
  @Test(arguments: [
    ("http://example.com", "http://example.com"), ("http://example.com/", "http://example.com/"),
    ("https://me:p@example.com:8443/a/b?c=d#e", "https://***@example.com:8443/***"),
    ("https://example.com?s3cr3t", "https://example.com/***"), ("https://example.com/?a", "https://example.com/***"),
    ("https://example.com#s3cr3t", "https://example.com/***"), ("/a", "***"), ("s3cr3t", "***"),
  ])
  func whoOnlyLooksOnSeesWhereItGoes(_ url: String, _ shown: String) {
    #expect(MaskedURL.text(of: url, for: .host) == shown)
  }
}
