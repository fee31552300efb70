// Refusals of input name the job, what is the matter, and what to do.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct ProblemInputTests {
  @Test(
    arguments: [
      (InputRefusal.notInteractive, "not submitted as interactive"), (.ended, "has been ended"),
      (.closedByCommand(acceptedBytes: 0), "has closed its stdin"),
      (.closedByCommand(acceptedBytes: 7), "has closed its stdin; 7 bytes"),
      (.over(acceptedBytes: 0), "has no command to send to"), (.over(acceptedBytes: 9), "; 9 bytes"),
      (.otherAttempt(2), "attempt 2 of job 5 is running"),
    ] as [(InputRefusal, String)])
  func eachIsAWrongStateOfTheJob(refusal: InputRefusal, words: String) {
    let problem = Problem(.job(.inputRefused(JobID(5), refusal)))
    #expect(problem.wireCode == .invalidState && problem.subject == .job(5) && problem.jobID == 5)
    #expect(problem.detail.contains("job 5") && problem.detail.contains(words), "\(problem.detail)")
    #expect(problem.hint?.isEmpty == false)
  }

  @Test func inputForACommandOfAnotherUserIsForbidden() {
    let problem = Problem(.job(.inputRefused(JobID(5), .otherUser)))
    #expect(problem.wireCode == .forbidden && problem.detail.contains("another user") && problem.subject == .job(5))
  }

  @Test func crowdIsAskedToTryAgain() {
    #expect(Problem(.job(.inputRefused(JobID(5), .crowded))).status == 503)
  }
}
