// The filter in both its forms on the wire, and lists' queries around it.

import JobWire
import Testing

@Suite struct JobFilterWireTests {
  @Test func queryAndJSONGiveTheSameFilter() throws {
    var problems: [FieldProblem] = []
    let query = "state=failed&state=active&queue=a%20b&name=x*&tag=env:prod&tag=team=core&since=2026-01-01T00:00:00Z"
    let items = try #require(QueryItem.parse(query))
    let list = ListRequest(query: items, problems: &problems)
    #expect(problems.isEmpty)
    let json =
      #"{"state":["failed","active"],"queue":"a b","name":"x*","tags":{"env":"prod","team":"core"},"since":"2026-01-01T00:00:00Z"}"#
    #expect(try JobFilterWire(jsonBytes: Array(json.utf8)) == list.filter)
    #expect(list.filter.states?.first == .failed)
    #expect(list.filter.states?.count == 7)
  }

  @Test func endsAttemptsAndTextsAreTheSameInBothForms() throws {
    let query = "finished_since=2026-01-01T00:00:00Z&finished_until=2026-01-02T00:00:00Z&reason=exit&exit_code=3"
    for (attempts, json) in [("2", "2"), (">1", "\">1\""), ("2", "\"2\"")] {
      var problems: [FieldProblem] = []
      let items = try #require(QueryItem.parse("\(query)&attempts=\(attempts)&q=a%20b"))
      let list = ListRequest(query: items, problems: &problems)
      #expect(problems.isEmpty)
      let body = """
        {"finished_since":"2026-01-01T00:00:00Z","finished_until":"2026-01-02T00:00:00Z","reason":"exit",
        "exit_code":3,"attempts":\(json),"q":"a b"}
        """
      #expect(try JobFilterWire(jsonBytes: Array(body.utf8)) == list.filter)
      #expect(list.filter.attempts?.text == attempts && !list.filter.isEmpty)
    }
  }

  @Test func itemsOfARequestGiveTheRequestBack() {
    var filter = JobFilterWire()
    let accepted = [
      filter.add(state: "finished"), filter.add(tag: "k:v=w"), filter.add(tag: "novalue"), filter.add(tag: ":v"),
      filter.add(state: "done"),
    ]
    #expect(accepted == [true, true, false, false, false])
    filter.batch = 7
    let request = ListRequest(filter: filter, order: .priority, limit: 5, cursor: "a+/=&")
    var problems: [FieldProblem] = []
    let items = QueryItem.parse(QueryItem.text(of: request.queryItems)) ?? []
    #expect(ListRequest(query: items, problems: &problems) == request)
    #expect(problems.isEmpty)
  }

  /// An empty list is no list that was left out: it matches nothing, in both forms.
  @Test func noStateAtAllIsNotAnyState() throws {
    var filter = JobFilterWire()
    filter.states = []
    #expect(!filter.isEmpty)
    #expect(try JobFilterWire(jsonBytes: Array(#"{"state":[]}"#.utf8)) == filter)
    #expect(try JobFilterWire(jsonBytes: Array("{}".utf8)).states == nil)
    let request = ListRequest(filter: filter, order: .newest, limit: 5, cursor: nil)
    var problems: [FieldProblem] = []
    let items = QueryItem.parse(QueryItem.text(of: request.queryItems)) ?? []
    #expect(ListRequest(query: items, problems: &problems) == request)
    #expect(problems.isEmpty)
  }

  @Test func everyBadItemIsReported() {
    var problems: [FieldProblem] = []
    let query = "state=nope&limit=0&limit=1001&order=up&since=x&batch=y&tag=z&stat=failed"
    _ = ListRequest(query: QueryItem.parse(query) ?? [], problems: &problems)
    #expect(problems.map(\.field) == ["state", "limit", "limit", "order", "since", "batch", "tag", "stat"])
    #expect(problems.last?.detail == #"is not a known query parameter; did you mean "state"?"#)
  }

  @Test func unknownPartsOfAJSONFilterAreRefused() {
    #expect(throws: WireDecodeError.self) { try JobFilterWire(jsonBytes: Array(#"{"status":"failed"}"#.utf8)) }
    for wrong in [
      #"{"state":["failed",1]}"#, #"{"attempts":"few"}"#, #"{"attempts":-1}"#, #"{"exit_code":2147483648}"#,
      #"{"q":"\#(String(repeating: "a", count: 201))"}"#,
    ] {
      #expect(throws: WireDecodeError.self, "\(wrong)") { try JobFilterWire(jsonBytes: Array(wrong.utf8)) }
    }
  }

  @Test func longTextIsNoStateAndIsNotCompared() {
    let accents = "queued" + String(repeating: "\u{301}", count: 1_000_000)
    let took = ContinuousClock().measure {
      for state in ["\"\(accents)\"", "[\"\(accents)\"]"] {
        #expect(throws: WireDecodeError.self) { try JobFilterWire(jsonBytes: Array("{\"state\":\(state)}".utf8)) }
      }
    }
    #expect(took < .seconds(5), "\(took)")
  }
}
