// The query of a search: what it may hold, and that what a client asks for arrives as it was meant.

import Testing

@testable import JobWire

@Suite struct SearchRequestTests {
  private func read(_ text: String) throws -> (request: SearchRequest, problems: [String]) {
    var problems: [FieldProblem] = []
    let items = try #require(QueryItem.parse(text[...]))
    return (SearchRequest(query: items, problems: &problems), problems.map(\.field))
  }

  @Test func aRequestComesAcross() throws {
    let request = SearchRequest("rsync & /srv", limit: 5, cursor: "7_0_0")
    let read = try read(QueryItem.text(of: request.queryItems))
    #expect(read.problems.isEmpty && read.request == request)
  }

  @Test(arguments: [("", "q"), ("q=", "q"), ("q=a&limit=0", "limit"), ("q=a&limit=many", "limit")])
  func whatIsWrongIsNamed(_ text: String, _ field: String) throws {
    #expect(try read(text).problems == [field])
  }
}
