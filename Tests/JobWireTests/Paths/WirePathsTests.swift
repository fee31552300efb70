// Paths and queries survive the characters people put into names.

import JobWire
import Testing

@Suite struct WirePathsTests {
  @Test func partsAreEscaped() {
    #expect(WirePaths.queue("a/b c?é") == "/v1/queues/a%2Fb%20c%3F%C3%A9")
    #expect(WirePaths.job(7, .cancel) == "/v1/jobs/7/cancel")
    #expect(WirePaths.path("/x", query: [QueryItem("a", "b&c"), QueryItem("d", "")]) == "/x?a=b%26c&d=")
    #expect(WirePaths.path("/x", query: []) == "/x")
  }

  @Test func queriesAreDecoded() {
    #expect(
      QueryItem.parse("a=1&a=2&b&c=%C3%A9+x&=y")
        == [
          QueryItem("a", "1"), QueryItem("a", "2"), QueryItem("b", ""), QueryItem("c", "é x"), QueryItem("", "y"),
        ])
    #expect(QueryItem.parse("") == [])
  }

  @Test(arguments: ["a=%", "a=%2", "a=%zz", "a=%ff", "%c3=1"]) func malformedQueriesAreRefused(query: String) {
    #expect(QueryItem.parse(query) == nil)
  }
}
