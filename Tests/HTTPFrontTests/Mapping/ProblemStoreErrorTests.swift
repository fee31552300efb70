// What a client is told when the store fails: whether its request was carried out is never guessed.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct ProblemStoreErrorTests {
  private static let told: [(StoreError, WireCode)] = [
    (.full(statement: "job.insert"), .storageFull),
    (.outcomeUnknown(statement: "commit", message: "disk I/O error"), .outcomeUnknown),
    (.io(statement: "job.insert", code: 10, message: "disk I/O error"), .internalError),
    (.corrupt(statement: "job.insert", message: "malformed"), .internalError),
    (.unreadable(statement: "job.state", message: "11 is not a state"), .internalError),
    (.replaced(path: "/d/jobd.sqlite"), .internalError),
    (.closed, .shuttingDown),
  ]

  @Test(arguments: told) func everyFailureHasItsCodeWhereverItIsMet(error: StoreError, code: WireCode) {
    for fault in [HTTPFault.submit(.store(error)), .job(.store(error)), .claim(.store(error))] {
      let problem = Problem(fault)
      #expect(problem.wireCode == code && problem.status == code.status)
      #expect(problem.hint?.hasSuffix(".") ?? false)
      // Where things are on the machine is not everybody's business.
      #expect(!problem.detail.contains("/d/"))
    }
  }
}
