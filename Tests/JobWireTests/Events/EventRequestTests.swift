// The query of the event stream: what it may hold, and that what a client asks for arrives as it was meant.

import Testing

@testable import JobWire

@Suite struct EventRequestTests {
  private func read(_ text: String) throws -> (request: EventRequest, problems: [String]) {
    var problems: [FieldProblem] = []
    let items = try #require(QueryItem.parse(text[...]))
    return (EventRequest(query: items, problems: &problems), problems.map { "\($0.field) \($0.detail)" })
  }

  @Test func aRequestComesAcross() throws {
    var filter = GoldenValues.filter
    (filter.since, filter.until, filter.finishedSince, filter.finishedUntil) = (nil, nil, nil, nil)
    (filter.attempts, filter.text) = (nil, nil)
    let request = EventRequest(filter: filter, reason: "exit", exitCode: 3, after: "b1-7", snapshot: true)
    let text = request.queryItems.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
    let read = try read(text.joined(separator: "&"))
    #expect(read.problems.isEmpty)
    #expect(read.request == request)
  }

  @Test func whatIsNotSaidIsNotAsked() throws {
    #expect(EventRequest().queryItems.isEmpty)
    #expect(try read("").request == EventRequest())
    #expect(try read("snapshot=false").request == EventRequest())
  }

  @Test(arguments: [
    ("since=2026-11-22T08:00:00Z", "since is not a known query parameter"),
    ("until=2026-11-22T08:00:00Z", "until is not a known query parameter"),
    ("finished_since=2026-11-22T08:00:00Z", "finished_since is not a known query parameter"),
    ("attempts=2", "attempts is not a known query parameter"),
    ("exit_code=many", "exit_code must be a whole number"), ("snapshot=1", "snapshot must be true or false"),
    ("limit=5", "limit is not a known query parameter"),
    ("qeue=a", "qeue is not a known query parameter; did you mean \"queue\"?"),
  ])
  func whatIsWrongIsNamed(_ text: String, _ problem: String) throws {
    #expect(try read(text).problems == [problem])
  }
}
