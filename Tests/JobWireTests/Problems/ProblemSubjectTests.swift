// What a problem is about is read from any daemon, older and newer ones included.

import JobWire
import Testing

@Suite struct ProblemSubjectTests {
  @Test(
    arguments: [
      (#"{"kind":"job","id":7}"#, .job(7)), (#"{"kind":"batch","id":7}"#, .batch(7)),
      (#"{"kind":"queue","id":"mail"}"#, .queue("mail")), (#"{"kind":"schedule","id":"n","more":1}"#, .schedule("n")),
      (#"{"kind":"worker","id":[]}"#, .other(kind: "worker")), (#"{"kind":"job"}"#, .other(kind: "job")),
    ] as [(String, ProblemSubject)])
  func subjectIsRead(json: String, subject: ProblemSubject) throws {
    #expect(try ProblemSubject(jsonBytes: Array(json.utf8)) == subject)
  }

  @Test func olderDaemonNamesNone() throws {
    let json = #"{"type":"t","title":"T","status":404,"code":"not_found","detail":"d"}"#
    #expect(try Problem(jsonBytes: Array(json.utf8)).subject == nil)
  }
}
