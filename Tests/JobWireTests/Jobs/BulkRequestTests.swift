// Verbs over many jobs: whoever means all of them says so.

import Testing

@testable import JobWire

@Suite struct BulkRequestTests {
  private func problems(_ json: String) -> [FieldProblem] {
    do throws(WireDecodeError) {
      _ = try BulkRequest(jsonBytes: Array(json.utf8))
      return []
    } catch {
      guard case .fields(let problems) = error else { return [] }
      return problems
    }
  }

  @Test(arguments: [#"{"filter":{}}"#, #"{"filter":{},"all":false}"#, #"{"filter":{"tags":{}}}"#])
  func emptyFilterAloneIsRefused(_ json: String) {
    let found = problems(json)
    #expect(found.map(\.field) == ["filter"] && found.first?.detail.contains("\"all\": true") == true, "\(found)")
  }

  @Test func emptyFilterIsTakenIfAllAreMeant() throws {
    let request = try BulkRequest(jsonBytes: Array(#"{"filter":{},"all":true}"#.utf8))
    #expect(request == BulkRequest(filter: JobFilterWire(), all: true))
    #expect(String(decoding: request.jsonBytes(), as: UTF8.self) == #"{"filter":{},"all":true}"#)
  }

  @Test func faultyOrMissingFilterIsNotCalledEmptyToo() {
    #expect(problems(#"{"filter":{"state":"never"}}"#).map(\.field) == ["filter.state"])
    #expect(problems("{}").map(\.detail) == ["is required"])
  }
}
