// What a submission names, its follow-ups included.

import JobCore
import Testing

@testable import HTTPFront

@Suite struct JobReferencesTests {
  @Test func parentsAndBatchesOfAllFollowUpsAreGathered() {
    var deepest = NewJob(.shell("c"))
    deepest.batch = BatchID(3)
    var inner = NewJob(.shell("b"))
    inner.after = [Dependency(.batch(BatchID(2)), on: .any)]
    inner.then = [FollowUp(deepest)]
    var job = NewJob(.shell("a"))
    job.after = [Dependency(.job(JobID(7)), on: .success), Dependency(.job(JobID(8)), on: .any)]
    job.then = [FollowUp(inner)]
    var references = JobReferences()
    references.add(job)
    #expect(references.jobs == [JobID(7), JobID(8)] && references.batches == [BatchID(2), BatchID(3)])
  }
}
