// Problems: what a code stands for, what is left out, and that an answer of another version can be read.

import Testing

@testable import JobWire

@Suite struct ProblemTests {
  @Test func aProblemSaysNoMoreThanThereIs() {
    let text = String(decoding: Problem(.notFound, detail: "there is no job 7").jsonBytes(), as: UTF8.self)
    for word in ["hint", "subject", "errors", "job_id", "line", "count"] {
      #expect(!text.contains("\"\(word)\""), "\(text)")
    }
  }

  @Test func whatIsSaidComesAcross() throws {
    var problem = Problem(
      .badRequest, detail: "two fields", hint: "Mend them.", errors: [FieldProblem(field: "a", detail: "is wrong")],
      jobID: 7, line: 3, count: 2)
    problem.subject = .job(7)
    let read = try Problem(jsonBytes: problem.jsonBytes())
    #expect(read == problem)
    #expect(read.wireCode == .badRequest && read.type == "urn:jobd:problem:bad_request")
  }

  @Test func aCodeOfANewerDaemonIsKept() throws {
    let read = try Problem(jsonBytes: Array(#"{"status": 418, "code": "teapot", "colour": "red"}"#.utf8))
    #expect(read.code == "teapot" && read.wireCode == nil && read.status == 418 && read.type == "about:blank")
  }
}
