// A batch without a list of jobs is not one with an empty list.

import JobWire
import Testing

@Suite struct BatchRequestTests {
  @Test func noListAndAnEmptyListAreDifferent() throws {
    #expect(try BatchRequest(jsonBytes: Array("{}".utf8)).jobs == nil)
    #expect(try BatchRequest(jsonBytes: Array(#"{"jobs":[]}"#.utf8)).jobs == [])
    #expect(String(decoding: BatchRequest().jsonBytes(), as: UTF8.self) == "{}")
    #expect(String(decoding: BatchRequest(jobs: []).jsonBytes(), as: UTF8.self) == #"{"jobs":[]}"#)
  }

  @Test func problemsOfItsJobsCarryTheirPath() {
    let text = #"{"fail_fast":1,"jobs":[{"shell":"x"},{"argv":["a"],"slots_needed":0},7]}"#
    let wanted = [
      FieldProblem(field: "fail_fast", detail: "must be true or false, not a number"),
      FieldProblem(field: "jobs[1].slots_needed", detail: "must be at least 1"),
      FieldProblem(field: "jobs[2]", detail: "must be an object, not a number"),
    ]
    #expect(throws: WireDecodeError.fields(wanted)) { try BatchRequest(jsonBytes: Array(text.utf8)) }
  }
}
