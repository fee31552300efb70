// The query of a list: what it may hold, and that what a client asks for arrives as it was meant.

import Testing

@testable import JobWire

@Suite struct ListRequestTests {
  private func read(_ text: String) throws -> (request: ListRequest, problems: [String]) {
    var problems: [FieldProblem] = []
    let items = try #require(QueryItem.parse(text[...]))
    return (ListRequest(query: items, problems: &problems), problems.map { "\($0.field) \($0.detail)" })
  }

  @Test func aRequestComesAcross() throws {
    var filter = JobFilterWire()
    filter.queue = "mail & more"
    filter.finishedSince = WireTime(micros: 1)
    filter.finishedUntil = WireTime(micros: 2)
    (filter.reason, filter.exitCode, filter.attempts, filter.text) = ("timeout", 3, .moreThan(1), "a=b c")
    let request = ListRequest(filter: filter, order: .finished, limit: 20, cursor: "7_0_0")
    let text = request.queryItems.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
    let read = try read(text.joined(separator: "&"))
    #expect(read.problems.isEmpty)
    #expect(read.request == request)
  }

  @Test(arguments: [
    ("order=size", "order must be newest, oldest, priority or finished"),
    ("limit=0", "limit must be a number from 1 to 1000"),
    ("limit=many", "limit must be a number from 1 to 1000"),
    ("exit_code=many", "exit_code must be a whole number"),
    ("exit_code=9999999999", "exit_code must be a whole number"),
    ("attempts=few", "attempts \(WireAttempts.expectation)"),
    ("finished_until=now", "finished_until \(WireTime.expectation)"),
    ("qeue=a", "qeue is not a known query parameter; did you mean \"queue\"?"),
  ])
  func whatIsWrongIsNamed(_ text: String, _ problem: String) throws {
    #expect(try read(text).problems == [problem])
  }
}
