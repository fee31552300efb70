// Submissions through the door of the engine: refused as a whole, stored as a whole, and answered once for each key.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueSubmitTests {
  private func key(_ key: String, _ fingerprint: UInt8 = 1) -> IdempotencyRequest {
    IdempotencyRequest(key: key, fingerprint: [fingerprint]) { jobs, _ in Array("\(jobs.map(\.id))".utf8) }
  }

  private func refusal(_ bench: EngineBench, _ jobs: [NewJob], key: IdempotencyRequest? = nil) async -> SubmitError? {
    do throws(SubmitError) {
      _ = try await bench.queue.submit(jobs, idempotency: key)
      return nil
    } catch {
      return error
    }
  }

  private func count(_ bench: EngineBench) async throws -> Int {
    try await bench.queue.jobs(JobFilter(), order: .newest, limit: 1_000, after: nil).jobs.count
  }

  @Test func faultIsThatOfItsJobAndNothingIsStored() async throws {
    try await EngineBench.run { bench async throws in
      guard case .invalid(let faults, 1)? = await refusal(bench, [.noop(), .shell(""), .noop()]) else {
        Issue.record("a command of nothing was taken")
        return
      }
      #expect(faults.map(\.field) == ["shell"])
      guard
        case .invalid(let unknown, 2)? = await refusal(
          bench, [.noop(), .noop(), NewJob(.handler(name: "gone", payload: nil))])
      else {
        Issue.record("a handler that nobody has was taken")
        return
      }
      #expect(unknown.map(\.field) == ["handler"])
      let many = [NewJob](repeating: .noop(), count: Limits.batchJobsMax + 1)
      #expect(await refusal(bench, many) == .tooMany(count: Limits.batchJobsMax + 1))
      for text in [
        "", String(repeating: "k", count: Limits.idempotencyKeyBytesMax + Limits.idempotencyOwnerBytesMax + 1),
      ] {
        guard case .invalid(_, 0)? = await refusal(bench, [.noop()], key: key(text)) else {
          Issue.record("a key of \(text.utf8.count) bytes was taken")
          continue
        }
      }
      #expect(try await count(bench) == 0)
    }
  }

  @Test func nothingIsTakenByOneThatIsDrained() async throws {
    try await EngineBench.run { bench async throws in
      await bench.queue.drain()
      #expect(await refusal(bench, [.noop()]) == .shuttingDown)
      await #expect(throws: SubmitError.shuttingDown) { _ = try await bench.queue.submit(.noop()) }
      // What would be stored can still be asked.
      #expect(try await bench.queue.preview(.noop()).state == .queued)
    }
  }

  @Test func oneJobIsCreatedOrTheHolderOfItsKey() async throws {
    try await EngineBench.run { bench async throws in
      let job = NewJob.noop {
        $0.holds = true
        $0.unique = UniqueRule(key: "k", onConflict: .return)
      }
      guard case .created(let first) = try await bench.queue.submit(job),
        case .existing(let second) = try await bench.queue.submit(job)
      else { throw Unexpected(what: "not one of each") }
      #expect(first.id == second.id)
      var strict = job
      strict.unique = UniqueRule(key: "k")
      await #expect(throws: SubmitError.duplicate(key: "k", holder: first.id, state: .held, index: 0)) {
        _ = try await bench.queue.submit(strict)
      }
    }
  }

  @Test func repeatedRequestGetsTheFirstAnswer() async throws {
    try await EngineBench.run { bench async throws in
      guard case .created(let job) = try await bench.queue.submit(.noop(), idempotency: key("one")),
        case .replayed(let answer) = try await bench.queue.submit(.noop(), idempotency: key("one"))
      else { throw Unexpected(what: "created twice") }
      #expect(answer == Array("\([job.id])".utf8))
      guard case .created(let ids) = try await bench.queue.submit([.noop(), .noop()], idempotency: key("two")),
        case .replayed(let again) = try await bench.queue.submit([.noop(), .noop()], idempotency: key("two"))
      else { throw Unexpected(what: "created twice") }
      #expect(again == Array("\(ids)".utf8))
      #expect(await refusal(bench, [.noop()], key: key("two", 2)) == .idempotencyMismatch(key: "two"))
      await #expect(throws: SubmitError.idempotencyMismatch(key: "one")) {
        _ = try await bench.queue.submit(.noop(), idempotency: key("one", 2))
      }
      #expect(try await count(bench) == 3)
    }
  }

  @Test func previewSaysWhatWouldBeStoredAndStoresNothing() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      let queue = bench.queue
      let later = try await queue.preview(.noop { $0.start = .after(micros: 5_000_000) })
      #expect(later.state == .scheduled && later.runAt == .noon + 5_000_000)
      // Whether its parent is there is asked when it is submitted.
      let blocked = try await queue.preview(.noop { $0.after = [Dependency(.job(JobID(99)))] })
      #expect(blocked.state == .blocked && blocked.id == JobID(0) && blocked.createdAt == .noon)
      await #expect(throws: SubmitError.self) { _ = try await queue.preview(.shell("")) }
      #expect(try await count(bench) == 0)
      #expect(try await bench.submit(.noop()) == JobID(1), "no number was used up")
    }
  }

  /// As whom it would run is part of what would be stored.
  @Test func previewAsksWhetherItsUserMayRunIt() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      var guests = QueueChange()
      guests.runAs = .set("ann")
      // Past the question whether there is an ann here.
      _ = try await queue.store.setQueue("guests", guests, now: queue.clock.now())
      let (guest, unlisted) = (NewJob.noop { $0.queue = "guests" }, NewJob.shell("true") { $0.runAs = "bob" })
      let follower = NewJob.shell("true") { $0.then = [FollowUp(on: .any, guest)] }
      for (job, field) in [(guest, "handler"), (unlisted, "run_as"), (follower, "then[0].job.handler")] {
        let error = await #expect(throws: SubmitError.self) { _ = try await queue.preview([.noop(), job]) }
        guard case .invalid(let faults, 1)? = error else {
          Issue.record("\(field): \(String(describing: error))")
          continue
        }
        #expect(faults.map(\.field) == [field])
        #expect(await refusal(bench, [.noop(), job]) == error, "as when it is submitted")
      }
      #expect(try await queue.preview(.shell("true") { $0.queue = "guests" }).queue == "guests")
    }
  }

  @Test func requestWithoutJobsIsNone() async throws {
    try await EngineBench.run { bench async throws in
      guard case .invalid(let faults, 0)? = await refusal(bench, [], key: key("none")) else {
        Issue.record("nothing was taken for something")
        return
      }
      #expect(faults.map(\.field) == ["jobs"])
      // Its key is free.
      #expect(await refusal(bench, [.noop()], key: key("none")) == nil)
    }
  }

  @Test func fullQueueTakesAllOrNothing() async throws {
    try await EngineBench.run { bench async throws in
      var change = QueueChange()
      change.maxQueued = .set(2)
      change.isPaused = true
      _ = try await bench.queue.setQueue("default", change)
      #expect(await refusal(bench, [.noop(), .noop(), .noop()]) == .queueFull(name: "default", max: 2))
      #expect(await refusal(bench, [.noop(), .noop()]) == nil)
      #expect(try await count(bench) == 2)
    }
  }
}
