// Origins, as browsers say them and people write them.

import Testing

@testable import HTTPFront

@Suite struct WebOriginTests {
  @Test func standardPortsNeedNotBeSaid() {
    #expect(WebOrigin("https://a.example") == WebOrigin("HTTPS://A.example:443"))
    #expect(WebOrigin("http://a.example") == WebOrigin("http://a.example:80"))
    #expect(WebOrigin("https://a.example") != WebOrigin("http://a.example:443"))
    #expect(WebOrigin("https://a.example") != WebOrigin("https://a.example:80"))
    #expect(HostField("localhost:7878").map { WebOrigin(own: $0) } == WebOrigin("http://localhost:7878"))
  }

  @Test(arguments: [
    "", "null", "a.example", "file://", "ftp://a", "https://", "https://a/", "https://a?b", "https://u@a", "https:a",
  ])
  func whatIsNoOriginIsNone(_ text: String) {
    #expect(WebOrigin(text) == nil)
  }
}
