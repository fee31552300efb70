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

  @Test func silentFailuresStaySilent() throws {
    let text = try #require(ErrorText(CommandFailure(.command(3))))
    #expect(text.message == nil)
    #expect(text.status.code == 3)
  }
}
