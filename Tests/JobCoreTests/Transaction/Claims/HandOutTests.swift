// What whoever carries a job out is given of it: as it was submitted and edited since, and what came before it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct HandOutTests {
  @Test func eachIsGivenItsOwnInTheOrderOfTheStarts() throws {
    let bench = RuleBench()
    _ = try bench.insert(
      [1, 3, 2].map { priority in
        .noop { ($0.priority, $0.work) = (priority, .handler(name: "noop", payload: "\(priority)")) }
      })
    let jobs = try bench.claim(3)
    #expect(jobs.map(\.spec.priority) == [3, 2, 1])
    #expect(jobs.map(\.spec.work) == [3, 2, 1].map { .handler(name: "noop", payload: "\($0)") })
    #expect(jobs.map(\.fence) == [2, 3, 1].map { Fence(job: JobID($0), start: 1, boot: 1) })
  }

  @Test func whatWasEditedIsGivenAsItIsNow() throws {
    let bench = RuleBench(slots: 4)
    let id = try bench.insert(.noop { $0.slotsNeeded = 9 })
    var patch = JobPatch()
    (patch.queue, patch.priority, patch.deadline) = ("other", 7, .set(.noon + 9))
    try bench.run { tx in _ = try JobEdit.apply(patch, to: id, tx) }
    let job = try #require(try bench.claim(4).first)
    #expect(job.spec.queue == "other" && job.spec.priority == 7 && job.spec.deadline == .noon + 9)
    // It takes what there is.
    #expect(job.spec.slotsNeeded == 9 && job.slots == 4)
  }

  @Test func whatAnAttemptLeftIsForTheNextOneOfItsJobAlone() throws {
    let bench = RuleBench()
    let first = try bench.start()
    try bench.run { tx in _ = try Checkpoints.set([1, 2], of: first.fence, tx) }
    try bench.end(first, .released(delayMicros: 0))
    let other = try bench.insert()
    let again = try bench.claim(2)
    #expect(Set(again.map(\.id)) == [first.id, other])
    for job in again { #expect(job.checkpoint == (job.id == first.id ? [1, 2] : nil)) }
  }

  // MARK: Parents

  /// A job of each queue that has ended, a batch that is done, and a job that follows them all.
  private func follow(_ queues: [String], _ limits: RealmLimits?, _ bench: RuleBench) throws -> ClaimedJob {
    var parents: [Dependency] = []
    for queue in queues {
      let job = try bench.start(.noop { $0.queue = queue })
      try bench.end(job, .returned(result: [0x31]))
      parents.append(Dependency(.job(job.id)))
    }
    try bench.run { tx in _ = try BatchVerbs.create(NewBatch(jobs: [.noop()]), idempotency: nil, tx) }
    try bench.end(try #require(try bench.claim().first))
    parents.append(Dependency(.batch(BatchID(1))))
    // Unchecked, as if others had named them since.
    try bench.run { tx in _ = try Submit.one(.noop { ($0.after, $0.limits) = (parents.reversed(), limits) }, tx) }
    return try #require(try bench.claim().first)
  }

  @Test func parentsAreGivenInTheOrderInWhichTheyWereNamed() throws {
    let job = try follow(["a", "b"], nil, RuleBench())
    #expect(job.parents.map(\.id) == [JobID(2), JobID(1)])
    #expect(job.parents.map(\.state) == [.succeeded, .succeeded] && job.batches == [BatchID(1)])
  }

  @Test func parentsBeyondTheLimitsOfItsSubmitterAreLeftOut() throws {
    let job = try follow(["a", "b"], RealmLimits(queues: ["a", "default"]), RuleBench())
    #expect(job.parents.map(\.id) == [JobID(1)])
    // Who may see its members is asked when they are read.
    #expect(job.batches == [BatchID(1)])
    let none = try follow(["a"], RealmLimits(kinds: [.shell]), RuleBench())
    #expect(none.parents.isEmpty)
  }

  @Test func jobWithoutParentsOrCheckpointIsGivenNone() throws {
    let job = try RuleBench().start()
    #expect(job.parents.isEmpty && job.batches.isEmpty && job.checkpoint == nil)
  }
}
