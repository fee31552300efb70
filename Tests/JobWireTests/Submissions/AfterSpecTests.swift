// Parents as ids, as jobs with a condition and as batches; every bad shape is named.

import JobWire
import Testing

@Suite struct AfterSpecTests {
  private func parents(_ text: String) throws -> [AfterSpec]? {
    try SubmitRequest(jsonBytes: Array(#"{"shell":"x","after":\#(text)}"#.utf8)).after
  }

  private func problem(_ text: String) -> FieldProblem? {
    do {
      _ = try SubmitRequest(jsonBytes: Array(#"{"shell":"x","after":\#(text)}"#.utf8))
      return nil
    } catch .fields(let problems) {
      return problems.first
    } catch {
      return nil
    }
  }

  @Test func allFormsAreRead() throws {
    let found = try parents(#"[5, {"job": 6}, {"job": 7, "on": "any"}, {"batch": 2}, {"batch": 3, "on": "failure"}]"#)
    let wanted = [
      AfterSpec(job: 5), AfterSpec(job: 6), AfterSpec(job: 7, on: .any), AfterSpec(batch: 2),
      AfterSpec(batch: 3, on: .failure),
    ]
    #expect(found == wanted)
    #expect(try parents("[]") == [])
  }

  @Test(arguments: [
    (#"[{"job": 3, "batch": 4}]"#, "after[0]", "must have exactly one of job and batch; it has both"),
    (#"[1, {"on": "any"}]"#, "after[1]", "must have exactly one of job and batch; it has none"),
    (#"[{"job": 3, "on": "never"}]"#, "after[0].on", "must be one of success, failure, any"),
    (#"[{"job": 0}]"#, "after[0].job", "must be at least 1"),
    (#"[{"batch": -1}]"#, "after[0].batch", "must be at least 1"),
    (#"[{"job": "3"}]"#, "after[0].job", "must be a whole number, not a string"),
    ("[0]", "after[0]", "must be at least 1"),
    (#"["7"]"#, "after[0]", #"must be a job's id or an object such as {"job": 7, "on": "any"}, not a string"#),
    ("[1.5]", "after[0]", #"must be a job's id or an object such as {"job": 7, "on": "any"}, not a number"#),
    (#"[{"job": 3, "om": "any"}]"#, "after[0].om", #"is not a known field; did you mean "on"?"#),
    ("7", "after", "must be an array, not a number"),
  ])
  func badShapesAreNamed(text: String, field: String, detail: String) {
    #expect(problem(text) == FieldProblem(field: field, detail: detail))
  }
}
