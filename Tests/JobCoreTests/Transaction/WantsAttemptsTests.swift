// What verbs on attempts elsewhere read ahead.

import Testing

@testable import JobCore

@Suite struct WantsAttemptsTests {
  private let fences = [3, 1].map { id in
    ClaimFence(Fence(job: JobID(Int64(id)), start: 1, boot: 1), secret: "secret")
  }

  @Test func ofAttemptsTheirJobsAndLeasesAreRead() {
    let wants = Wants(attempts: fences)
    #expect(wants.jobs == [JobID(3), JobID(1)] && wants.leases == wants.jobs && wants.count == 4)
  }

  /// What becomes of them depends on what was submitted.
  @Test func ofThoseThatEndAlsoWhatWasSubmittedIsRead() {
    let wants = Wants(ending: fences)
    #expect(wants.jobs == [JobID(3), JobID(1)] && wants.leases == wants.jobs && wants.decisive == wants.jobs)
    #expect(wants.count == 6)
  }
}
