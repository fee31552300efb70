// Messages say what happened and what to do next, in jobctl's own terms.

import JobClient
import JobWire
import Testing

@testable import jobctl

@Suite struct ErrorTextTests {
  @Test func missingDaemonSaysHowToStartIt() throws {
    let text = try #require(ErrorText(ClientError.noDaemon(tried: ["/a", "/b"])))
    #expect(text.status == .unreachable)
    #expect(text.message?.contains("/a, /b") == true)
    #expect(text.message?.contains("systemctl start jobd") == true)
  }

  @Test func everyWrongFieldHasItsLine() throws {
    let errors = [FieldProblem(field: "a", detail: "is bad"), FieldProblem(field: "b", detail: "is worse")]
    let problem = Problem(.badRequest, detail: "a is bad (and 1 more)", hint: "Correct it.", errors: errors, line: 3)
    let text = try #require(ErrorText(ClientError.refused(problem)))
    #expect(text.message == "jobctl: line 3 is not valid:\n  a is bad\n  b is worse")
    #expect(text.status == .usage)
  }

  @Test func hintsSpeakOfJobctl() throws {
    let problem = Problem(.notFound, detail: "there is no job 7", hint: "GET /v1/jobs")
    let text = try #require(ErrorText(ClientError.refused(problem)))
    #expect(text.message == "jobctl: there is no job 7\n  → See which jobs there are with `jobctl list`.")
  }

  @Test(arguments: [
    (WireCode.notFound, "List them with GET /v1/batches.", "See which batches there are with `jobctl batch list`."),
    (.notFound, "List them with GET /v1/schedules.", "See which schedules there are with `jobctl schedule list`."),
    (.invalidState, "Look at it with GET /v1/batches/3.", "See where the batch stands with `jobctl batch show ID`."),
    (.duplicate, "Look at it with GET /v1/jobs/7.", "See where the job stands with `jobctl status 7`."),
  ]) func hintsAreAboutTheRightThing(code: WireCode, hint: String, words: String) throws {
    let text = try #require(ErrorText(ClientError.refused(Problem(code, detail: "x", hint: hint, jobID: 7))))
    #expect(text.message == "jobctl: x\n  → \(words)")
  }

  @Test func silentFailuresStaySilent() throws {
    let text = try #require(ErrorText(CommandFailure(.command(3))))
    #expect(text.message == nil)
    #expect(text.status.code == 3)
  }
}
