// What is against a submission: judged with what its transaction has done before.

import TestSupport
import Testing

@testable import JobCore

@Suite struct AdmissibleTests {
  private func check(_ jobs: [NewJob], after first: [NewJob] = [], _ bench: StoreBench) async throws -> Refusal? {
    try await bench.writer.perform { tx throws(StoreError) in
      if !first.isEmpty { _ = try Submit.jobs(first, idempotency: nil, tx) }
      return try Admissible.check(jobs, tx)
    }
  }

  @Test func roomIsReckonedForTheWholeRequest() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var settings = QueueSettings()
      settings.maxQueued = 2
      try await bench.store.setQueue("small", settings, now: bench.now)
      let job = NewJob.noop { $0.queue = "small" }
      #expect(try await check([job, job], bench) == nil)
      guard case .queueFull("small", 2)? = try await check([job, job, job], bench) else {
        throw Unexpected(what: "three have room")
      }
      guard case .queueFull? = try await check([job, job], after: [job], bench) else {
        throw Unexpected(what: "the first one counts")
      }
    }
  }

  @Test func onlyCommandsGoWhereTheyRunAsAnotherUser() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var settings = QueueSettings()
      settings.runAs = "ann"
      try await bench.store.setQueue("guests", settings, now: bench.now)
      func fields(_ job: NewJob) async throws -> [String]? {
        try await check([job.with { $0.queue = "guests" }], bench)?.fields
      }
      for job in [NewJob.shell("true"), NewJob(.external)] { #expect(try await fields(job) == nil) }
      #expect(try await fields(.noop()) == ["handler"])
      #expect(try await fields(.shell("true") { $0.callbacks = [Callback(.command(["a"]))] }) == ["callbacks[0].argv"])
      #expect(try await fields(.shell("true") { $0.runAs = "bob" }) == ["queue"])
      let below = NewJob.shell("true") {
        $0.then = [FollowUp(on: .any, .noop { $0.queue = "guests" }), FollowUp(on: .any, .noop())]
      }
      #expect(try await fields(below) == ["then[0].job.handler"])
    }
  }

  /// What is answered with the holder of its key, or takes its place, makes the line no longer.
  @Test func keyThatIsTakenOverFillsNoQueue() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var settings = QueueSettings()
      settings.maxQueued = 1
      try await bench.store.setQueue("small", settings, now: bench.now)
      func job(_ conflict: UniqueRule.Conflict, key: String = "k") -> NewJob {
        .noop {
          $0.queue = "small"
          $0.unique = UniqueRule(key: key, onConflict: conflict)
          $0.then = [FollowUp(on: .any, .noop { $0.queue = "other" })]
        }
      }
      #expect(try await check([job(.return)], after: [job(.reject)], bench) == nil)
      #expect(try await check([job(.replace)], bench) == nil)
      guard case .queueFull? = try await check([job(.return, key: "other")], bench) else {
        throw Unexpected(what: "a key that is free takes a place")
      }
    }
  }

  /// Whatever it was when the request was looked at: jobs are moved.
  @Test func parentOutsideOfTheLimitsIsNotThere() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let foreign = try await bench.insert(.noop { ($0.queue, $0.holds) = ("secret", true) })
      func fault(_ parent: JobID, _ limits: RealmLimits?) async throws -> String? {
        let job = NewJob.noop { ($0.limits, $0.after) = (limits, [Dependency(.job(parent))]) }
        guard case .invalid(let faults, 0)? = try await check([job], bench) else { return nil }
        return faults.first?.detail
      }
      let limits = RealmLimits(queues: ["default"])
      #expect(try await fault(foreign, nil) == nil)
      #expect(try await fault(foreign, limits) == "there is no job \(foreign)")
      _ = try await bench.store.cancel(foreign, CancelOptions(), now: bench.now)
      _ = try await bench.store.delete(foreign, now: bench.now)
      #expect(try await fault(foreign, nil) == "job \(foreign) has been deleted")
      #expect(try await fault(foreign, limits) == "there is no job \(foreign)")
    }
  }

  @Test func keyOfTheRequestOrOfTheTransactionIsTaken() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = NewJob.noop { $0.unique = UniqueRule(key: "k") }
      let twice = try await check([job, .noop { $0.then = [FollowUp(on: .any, job)] }], bench)
      #expect(twice?.fields == ["then[0].job.unique.key"])
      guard case .duplicate("k", _, .queued, 0)? = try await check([job], after: [job], bench) else {
        throw Unexpected(what: "the key is free")
      }
    }
  }

  @Test func parentThatIsNotThereIsNamed() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let gone = try await bench.put(in: .cancelled)
      _ = try await bench.store.delete(gone, now: bench.now)
      let job = NewJob.noop {
        $0.then = [
          FollowUp(on: .any, .noop { $0.after = [Dependency(.job(gone))] })
        ]
      }
      let refusal = try await check([job], bench)
      guard case .invalid(let faults, 0)? = refusal else { throw Unexpected(what: "\(String(describing: refusal))") }
      #expect(faults.map(\.field) == ["then[0].job.after[0].job"])
      #expect(faults.map(\.detail) == ["job \(gone) has been deleted"])
      let unknown = try await check([.noop { $0.after = [Dependency(.batch(BatchID(9)))] }], bench)
      #expect(unknown?.fields == ["after[0].batch"])
    }
  }
}
