// What every store does with submissions: all or nothing, ids that are never used twice, answers that are repeated.

import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceSubmitTests {
  @Test(arguments: StoreKind.all) func insertedJobIsReadBackAsAnswered(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let answered = try await bench.insert([
        .noop(), .noop { $0.holds = true }, .noop { $0.start = .after(micros: 5) },
        .shell("true") {
          $0.name = "naïve\u{1F600}"
          $0.tags = ["a": "=b", "c": ""]
          $0.queue = "other"
          $0.priority = -7
          $0.submittedBy = "uid:1"
          $0.isShielded = true
        },
      ])
      #expect(answered.map(\.state) == [.queued, .held, .scheduled, .queued])
      #expect(answered.map(\.id) == [1, 2, 3, 4].map(JobID.init))
      for job in answered { #expect(try await bench.store.job(job.id) == job) }
      #expect(try await bench.store.job(JobID(5)) == nil)
    }
  }

  @Test(arguments: StoreKind.all) func specIsReadBackWhole(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var full = NewJob(.exec(argv: ["/bin/echo", "", "a b", "\n", "ü"]))
      full.name = "n"
      full.queue = "q.1"
      full.priority = 3
      full.timeoutMicros = 1
      full.graceMicros = 0
      full.deadline = bench.now + 9
      full.retry.maxAttempts = 4
      full.retry.backoff = .linear
      full.retry.on = [.exitCode(3), .reason("lost")]
      full.retry.notOn = [.exitCode(4)]
      full.tags = ["k": "v=w"]
      full.keepForMicros = 77
      full.submittedBy = "job:1"
      full.grantedBy = "token:x"
      full.limits = RealmLimits(queues: ["default", "q"], kinds: [.exec])
      full.runAs = "ann"
      full.process.workingDirectory = "/tmp"
      full.process.environment = ["A": "1=2", "B": ""]
      full.process.clearsEnvironment = true
      full.process.umask = 0o27
      full.process.nice = 5
      full.process.stdin = [0, 255, 10]
      full.process.isInteractive = true
      full.process.mergesStderr = true
      full.process.logLimitBytes = 8_192
      var empty = NewJob(.handler(name: "h", payload: ""))
      empty.process.stdin = []
      for job in [full, empty, NewJob(.shell("x"))] {
        let id = try await bench.insert(job)
        #expect(try await bench.store.detail(id)?.spec == job)
      }
    }
  }

  @Test(arguments: StoreKind.all) func claimedJobCarriesItsSpec(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = NewJob.shell("true") {
        $0.queue = "q"
        $0.priority = 5
        $0.deadline = bench.now + 1_000_000
        $0.isShielded = true
        $0.retry = .attempts(3)
      }
      let claimed = try await bench.start(job)
      #expect(claimed.spec == job)
      #expect(claimed.attempt == 1 && claimed.maxAttempts == 3 && claimed.fence.start == 1)
      #expect(claimed.startedAt == bench.now && claimed.createdAt == bench.now)
    }
  }

  @Test(arguments: StoreKind.all) func batchWithABadJobStoresNothing(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      // Validation keeps such a priority from the store, which has to refuse it nevertheless.
      let bad = NewJob.noop { $0.priority = 5_000 }
      let (store, now) = (bench.store, bench.now)
      await #expect(throws: StoreError.self) {
        _ = try await store.insert([.noop(), .noop { $0.queue = "new" }, bad], idempotency: nil, now: now)
      }
      #expect(try await bench.store.ids(JobFilter(), limit: 10, after: nil).isEmpty)
      #expect(try await bench.store.queues().map(\.name) == ["default"])
      #expect(bench.told.events.isEmpty)
      #expect(try await bench.insert() == JobID(1))
    }
  }

  @Test(arguments: StoreKind.all) func badNeighboursInOneGroupHarmNobody(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (store, now) = (bench.store, bench.now)
      let created = try await withThrowingTaskGroup(of: [JobID].self) { group in
        for index in 0..<200 {
          group.addTask {
            let job = NewJob.noop { $0.priority = index % 10 == 0 ? 5_000 : 0 }
            do throws(StoreError) {
              guard case .created(let jobs, _) = try await store.insert([job], idempotency: nil, now: now) else {
                return []
              }
              return jobs.map(\.id)
            } catch { return [] }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(created.count == 180)
      #expect(Set(created).count == 180)
      #expect(try await store.ids(JobFilter(), limit: 1_000, after: nil) == created.sorted())
      #expect(try await bench.counts() == [.queued: 180])
    }
  }

  @Test(arguments: StoreKind.all) func idsAreNeverUsedTwice(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.put(in: .cancelled)
      let second = try await bench.put(in: .cancelled)
      #expect(try await bench.store.delete(second, now: bench.now).isDone)
      #expect(try await bench.store.delete(first, now: bench.now).isDone)
      try await bench.reopen()
      #expect(try await bench.insert() == JobID(3))
    }
  }

  // MARK: Idempotency

  private func request(_ key: String, _ fingerprint: UInt8, renders count: CallCount? = nil) -> IdempotencyRequest {
    IdempotencyRequest(key: key, fingerprint: [fingerprint]) { jobs, _ in
      count?.add()
      return jobs.flatMap { Array("\($0.id)\0\u{FFFD}".utf8) }
    }
  }

  @Test(arguments: StoreKind.all) func sameRequestGetsTheSameBytesAgain(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let count = CallCount()
      _ = try await bench.store.insert(
        [.noop(), .noop()], idempotency: request("k", 1, renders: count), now: bench.now)
      for _ in 0..<2 {
        let again = try await bench.store.insert([.noop(), .noop()], idempotency: request("k", 1), now: bench.now)
        guard case .replayed(let bytes) = again else { throw Unexpected(what: "\(again)") }
        #expect(bytes == Array("1\0\u{FFFD}2\0\u{FFFD}".utf8))
        try await bench.reopen()
      }
      #expect(count.value == 1)
      #expect(try await bench.store.ids(JobFilter(), limit: 10, after: nil).count == 2)
    }
  }

  @Test(arguments: StoreKind.all) func sameKeyWithAnotherRequestIsAMismatch(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      _ = try await bench.store.insert([.noop()], idempotency: request("k", 1), now: bench.now)
      let other = try await bench.store.insert([.noop()], idempotency: request("k", 2), now: bench.now)
      guard case .refused(.mismatch) = other else { throw Unexpected(what: "\(other)") }
      let another = try await bench.store.insert([.noop()], idempotency: request("K", 2), now: bench.now)
      guard case .created = another else { throw Unexpected(what: "\(another)") }
    }
  }

  @Test(arguments: StoreKind.all) func keyIsRememberedForADay(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      _ = try await bench.store.insert([.noop()], idempotency: request("k", 1), now: bench.now)
      let dayLater = bench.now + Limits.idempotencyKeepMicros
      let still = try await bench.store.insert([.noop()], idempotency: request("k", 1), now: dayLater)
      guard case .replayed = still else { throw Unexpected(what: "\(still)") }
      let after = try await bench.store.insert([.noop()], idempotency: request("k", 2), now: dayLater + 1)
      guard case .created = after else { throw Unexpected(what: "\(after)") }
      let again = try await bench.store.insert([.noop()], idempotency: request("k", 2), now: dayLater + 2)
      guard case .replayed(let bytes) = again else { throw Unexpected(what: "\(again)") }
      #expect(bytes == Array("2\0\u{FFFD}".utf8))
    }
  }

  @Test(arguments: StoreKind.all) func keyOfARefusedSubmissionIsNotTaken(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let bad = NewJob.noop { $0.priority = 5_000 }
      let (store, now, request) = (bench.store, bench.now, request("k", 1))
      await #expect(throws: StoreError.self) { _ = try await store.insert([bad], idempotency: request, now: now) }
      let good = try await store.insert([.noop()], idempotency: self.request("k", 2), now: now)
      guard case .created = good else { throw Unexpected(what: "\(good)") }
    }
  }
}

/// Counts calls.
final class CallCount: Sendable {
  private let count = Mutex(0)

  var value: Int {
    count.withLock { $0 }
  }

  func add() {
    count.withLock { $0 += 1 }
  }
}
