// Remote claims: what is refused before anything happens, and how the ends of attempts are read.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct ClaimViewClaimTests {
  @Test func aClaimWithoutHandlersIsRefused() throws {
    #expect(throws: HTTPFault.self) { try ClaimRequest(ClaimBody(), claimedBy: "uid:1") }
    let request = try ClaimRequest(ClaimBody(handlers: ["a"]), claimedBy: "uid:1")
    #expect(request.handlers == ["a"] && request.max == 1 && request.waitMicros == 0)
  }

  /// A worker that has found no handler does not ask for the jobs of all of them, and likewise with queues.
  @Test(arguments: [
    (ClaimBody(handlers: [], queues: ["a"]), "handlers"), (ClaimBody(handlers: ["a"], queues: []), "queues"),
    (ClaimBody(handlers: [], queues: []), "handlers"),
  ])
  func anEmptyListIsNotAllOfThem(_ body: ClaimBody, _ field: String) {
    let fault = #expect(throws: HTTPFault.self) { try ClaimRequest(body, claimedBy: "uid:1") }
    guard case .invalid(let problems) = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(problems.map(\.field) == [field])
  }

  @Test func anEndIsASuccessUnlessItHasAnError() {
    #expect(RemoteEnd(EndLine(fence: "7.1.2", result: .integer(7))) == .completed(result: Array("7".utf8)))
    let failed = EndLine(fence: "7.1.2", error: EndErrorBody(message: "no", traceback: "at 1"), retry: false)
    #expect(
      RemoteEnd(failed)
        == .failed(JobFailure(code: "error", message: "no"), traceback: "at 1", mayRetry: false))
    #expect(
      RemoteEnd(FailBody(error: EndErrorBody(code: "E", message: "no")))
        == .failed(JobFailure(code: "E", message: "no"), traceback: nil, mayRetry: true))
  }

  @Test func whatIsTooLongIsCutAtAWholeCharacter() {
    let failure = JobFailure(EndErrorBody(message: String(repeating: "é", count: Limits.errorMessageBytesMax)))
    #expect(failure.message.utf8.count <= Limits.errorMessageBytesMax)
    #expect(failure.message.allSatisfy { $0 == "é" } && failure.message.utf8.count > Limits.errorMessageBytesMax - 2)
  }
}
