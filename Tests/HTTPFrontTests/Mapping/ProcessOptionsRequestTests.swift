// The surroundings of a process, from the fields of a submission.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct ProcessOptionsRequestTests {
  @Test func everyFieldArrives() {
    var request = SubmitRequest(argv: ["a"])
    request.cwd = "/tmp"
    request.env = ["A": "b"]
    request.clearEnv = true
    request.umask = 0o27
    request.nice = 5
    request.interactive = true
    request.mergeStderr = true
    request.logLimit = 1 << 20
    request.stdin = "é"
    var problems: [FieldProblem] = []
    let options = ProcessOptions(request, path: "", problems: &problems)
    #expect(options.workingDirectory == "/tmp" && options.environment == ["A": "b"] && options.clearsEnvironment)
    #expect(options.umask == 0o27 && options.nice == 5 && options.mergesStderr && options.logLimitBytes == 1 << 20)
    #expect(options.stdin == Array("é".utf8) && options.isInteractive && problems.isEmpty)
  }

  @Test(arguments: [("AP8=", [0, 255]), ("", [])] as [(String, [UInt8])])
  func inputMayBeBase64(_ text: String, _ bytes: [UInt8]) {
    var request = SubmitRequest(argv: ["a"])
    request.stdinBase64 = text
    var problems: [FieldProblem] = []
    #expect(ProcessOptions(request, path: "", problems: &problems).stdin == bytes)
    #expect(problems.isEmpty)
  }

  @Test(arguments: ["AP8", "%"]) func base64ThatIsNoneIsNamed(_ text: String) {
    var request = SubmitRequest(argv: ["a"])
    request.stdinBase64 = text
    var problems: [FieldProblem] = []
    _ = ProcessOptions(request, path: "job.", problems: &problems)
    #expect(problems.map(\.field) == ["job.stdin_base64"])
  }
}
