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

  @Test(
    arguments: [
      (WireCode.notFound, .batch(3), "See which batches there are with `jobctl batch list`."),
      (.notFound, .queue("mail"), "See which queues there are with `jobctl queue list`."),
      (.notFound, .schedule("nightly"), "See which schedules there are with `jobctl schedule list`."),
      (.invalidState, .batch(3), "See where the batch stands with `jobctl batch show ID`."),
      (.invalidState, .job(7), "See where the job stands with `jobctl status ID`."),
      (.notFound, nil, "See which jobs there are with `jobctl list`."),
      (.duplicate, .job(7), "See where the job stands with `jobctl status 7`."),
    ] as [(WireCode, ProblemSubject?, String)])
  func hintsAreAboutTheRightThing(code: WireCode, subject: ProblemSubject?, words: String) throws {
    // Whatever the daemon's hint says: nobody looks for a path in it.
    let problem = Problem(code, detail: "x", hint: "GET /v1/batches or /v1/queues", subject: subject, jobID: 7)
    let text = try #require(ErrorText(ClientError.refused(problem)))
    #expect(text.message == "jobctl: x\n  → \(words)")
  }

  @Test func silentFailuresStaySilent() throws {
    let text = try #require(ErrorText(CommandFailure(.command(3))))
    #expect(text.message == nil)
    #expect(text.status.code == 3)
  }
}
