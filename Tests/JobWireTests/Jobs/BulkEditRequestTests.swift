// Edits of many jobs: which jobs, and what of them.

import Testing

@testable import JobWire

@Suite struct BulkEditRequestTests {
  private func problems(_ json: String) -> [String] {
    do throws(WireDecodeError) {
      _ = try BulkEditRequest(jsonBytes: Array(json.utf8))
      return []
    } catch {
      guard case .fields(let problems) = error else { return ["(syntax)"] }
      return problems.map(\.field)
    }
  }

  @Test func whatIsSetHasToBeSaid() {
    #expect(problems(#"{"filter":{"queue":"q"}}"#) == ["set"])
    #expect(problems(#"{"filter":{"queue":"q"},"set":{}}"#) == [])
  }

  @Test func fieldsOfTheEditAreNamedWithTheirPlace() {
    #expect(problems(#"{"filter":{"queue":"q"},"set":{"priority":null}}"#) == ["set.priority"])
    #expect(problems(#"{"filter":{"queue":"q"},"set":{"state":"failed"}}"#) == ["set.state"])
  }

  @Test func emptyFilterIsRefusedAsInOtherVerbs() {
    #expect(problems(#"{"filter":{},"set":{"priority":1}}"#) == ["filter"])
    #expect(problems(#"{"filter":{},"all":true,"set":{"priority":1}}"#) == [])
    #expect(BulkEditRequest.shape.rules == [.filled("filter", unless: "all")])
  }
}
