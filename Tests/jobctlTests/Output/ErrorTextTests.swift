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
    #expect(text.message == "jobctl: line 3 is not valid:\n  a: is bad\n  b: is worse")
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
      (.invalidState, .batch(3), "See where the batch stands with `jobctl batch show 3`."),
      (.invalidState, .job(7), "See where the job stands with `jobctl status 7`."),
      (.notFound, nil, "See which jobs there are with `jobctl list`."),
      (.invalidState, nil, "See where the job stands with `jobctl status 7`."),
      (.jobFailed, .batch(3), "See why with `jobctl error 7`."),
      (
        .queueFull, .queue("my mail"),
        "Wait until there is room, or allow more with `jobctl queue set 'my mail' --max-queued N`."
      ),
      (.duplicate, .job(7), "See where the job stands with `jobctl status 7`."),
    ] as [(WireCode, ProblemSubject?, String)])
  func hintsAreAboutTheRightThing(code: WireCode, subject: ProblemSubject?, words: String) throws {
    // Whatever the daemon's hint says: nobody looks for a path in it.
    let problem = Problem(code, detail: "x", hint: "GET /v1/batches or /v1/queues", subject: subject, jobID: 7)
    let text = try #require(ErrorText(ClientError.refused(problem)))
    #expect(text.message == "jobctl: x\n  → \(words)")
  }

  @Test func whoHasNoTokenHearsOfTheOption() throws {
    let problem = Problem(.unauthenticated, detail: "x", hint: "Send Authorization: Bearer.")
    let text = try #require(ErrorText(ClientError.refused(problem)))
    #expect(text.message?.contains("--token-file") == true && text.message?.contains("Bearer") == false)
  }

  /// A resume that comes too late is not told to resume, and a daemon that is overloaded was not drained.
  @Test func daemonThatIsAwaySaysWhyItself() throws {
    let problem = Problem(.shuttingDown, detail: "the daemon is stopping", hint: "Try again when it is back.")
    let text = try #require(ErrorText(ClientError.refused(problem)))
    #expect(text.message == "jobctl: the daemon is stopping\n  → Try again when it is back.")
  }

  @Test(
    arguments: [
      (.job(9), "after[0].job", jobctl.ExitStatus.noSuchJob), (.batch(9), "batch", .noSuchJob),
      (nil, "after[0].job", .usage), (nil, "priority", .usage),
    ] as [(ProblemSubject?, String, jobctl.ExitStatus)])
  func whatIsNotThereIsToldApartFromWhatIsWrong(subject: ProblemSubject?, field: String, status: jobctl.ExitStatus)
    throws
  {
    let errors = [FieldProblem(field: field, detail: "there is none")]
    let problem = Problem(.badRequest, detail: "x", subject: subject, errors: errors)
    #expect(try #require(ErrorText(ClientError.refused(problem))).status == status)
  }

  @Test func whatIsNotThereIsASentence() throws {
    let errors = [FieldProblem(field: "batch", detail: "there is no batch 99")]
    let problem = Problem(.badRequest, detail: "batch: there is no batch 99", subject: .batch(99), errors: errors)
    let text = try #require(ErrorText(ClientError.refused(problem)))
    #expect(
      text.message == "jobctl: there is no batch 99\n  → See which batches there are with `jobctl batch list`.")
    let inFile = Problem(
      .badRequest, detail: "line 3: batch: there is no batch 99", subject: .batch(99), errors: errors, line: 3)
    #expect(try #require(ErrorText(ClientError.refused(inFile))).message?.contains("line 3") == true)
  }

  @Test func silentFailuresStaySilent() throws {
    let text = try #require(ErrorText(CommandFailure(.command(3))))
    #expect(text.message == nil)
    #expect(text.status.code == 3)
  }
}
