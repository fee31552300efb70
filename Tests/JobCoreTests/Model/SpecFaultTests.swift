// What is said of a submission that cannot be read, and what stands in its place.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SpecFaultTests {
  @Test func partsAreNamedInAFewWords() {
    #expect(SpecFault.retry.parts == "its retry rule")
    #expect(SpecFault([.limits, .work]).parts == "its work, the limits of its submitter")
    #expect(SpecFault.whole.failure.message == "what was submitted of it cannot be read: all of it")
    #expect(SpecFault.whole.failure.bounded == SpecFault.whole.failure)
  }

  @Test func inPlaceOfNothingReadableNothingIsAllowed() {
    let job = NewJob.unreadable
    #expect(job.fault == .whole && job.retry.maxAttempts == 1 && job.process.environment.isEmpty)
    #expect(job.limits?.contains(JobRealm(queue: "default", kind: .external)) == false)
    // It is not taken for a submission.
    #expect(job.faults().map(\.field) == ["work"])
  }

  @Test func ruleThatIsSetIsReadable() {
    var job = NewJob.noop()
    job.fault = [.retry, .limits]
    job.mend(retry: .attempts(2))
    #expect(job.fault == .limits && job.retry == .attempts(2))
    job.fault = .retry
    job.mend(retry: .attempts(3))
    #expect(job.fault == nil)
  }
}
