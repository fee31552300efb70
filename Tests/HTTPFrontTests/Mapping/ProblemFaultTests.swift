// What a problem is about, so that no client has to look for it in the words.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct ProblemFaultTests {
  @Test(
    arguments: [
      (JobError.notFound(JobID(7)), .job(7)), (.noSuchBatch(BatchID(7)), .batch(7)),
      (.noSuchQueue("mail"), .queue("mail")), (.queueInUse(name: "mail", jobs: 2), .queue("mail")),
      (.noSuchSchedule("nightly"), .schedule("nightly")),
      (.invalidState(JobID(7), state: .running, verb: "edit"), .job(7)),
      (.batchState(BatchID(7), isDone: true, verb: "cancel"), .batch(7)),
      (.queueFull(name: "mail", max: 1), .queue("mail")),
      (.shuttingDown, nil), (.store(.full(statement: "s")), nil),
    ] as [(JobError, ProblemSubject?)])
  func refusalNamesWhatItIsAbout(error: JobError, subject: ProblemSubject?) {
    #expect(Problem(HTTPFault.job(error)).subject == subject)
  }

  @Test func aQueueThatIsNotThereNamesTheOneThatWasMeant() {
    let problem = Problem(.unknownQueue("mali", near: "mail"))
    #expect(problem.status == 404 && problem.subject == .queue("mali"))
    #expect(problem.detail == #"there is no queue "mali"; did you mean "mail"?"#)
    #expect(Problem(.unknownQueue("x", near: nil)).detail == #"there is no queue "x""#)
  }

  @Test func pathThatDoesNotExistIsAboutNothing() {
    #expect(Problem(.noSuchPath("/v1/job")).subject == nil)
  }

  @Test func searchesThatDidNotEndAreSaid() {
    let search = Problem(.job(.waitSearchUnfinished))
    #expect(search.code == "wait_expired" && search.status == 408 && search.hint?.contains("filter") == true)
    let cut = Problem(.job(.cutShort(count: 3)))
    #expect(cut.count == 3 && cut.status == 503 && cut.detail.hasPrefix("done for 3 jobs"))
  }

  @Test func keyOfAJobThatIsNotToBeSeenNamesNobody() {
    #expect(Problem(.takenKey("k", nil)).subject == nil)
  }
}
