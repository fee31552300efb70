// What is kept until the disk takes it: nothing of it is forgotten, and nothing of it is kept or said twice.

import Foundation
import Glibc
import Logging
import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(1))) struct StalledOperationsTests {
  private struct Bench {
    let directory: TemporaryDirectory
    let lines: Noted<[NotedLine]>
    let store: SQLiteStore

    init(workMax: Int64 = Limits.transactionWorkMax) throws {
      directory = try TemporaryDirectory()
      var options = StoreKind.options(directory.path)
      options.endJournalPath = "\(directory.path)/jobd.ends"
      options.transactionWorkMax = workMax
      let lines = Noted<[NotedLine]>([])
      self.lines = lines
      let logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
      store = try SQLiteStore.open(options, logger: logger) { _ in }
      store.writer.forgetKeptWords()
    }

    var kept: [JobID] {
      get throws {
        try EndJournal(path: "\(directory.path)/jobd.ends", store: store.mark).ends().map(\.fence.job).sorted()
      }
    }

    /// No write of the store's goes through.
    func fill() -> DiskFault { DiskFault(.write, of: "\(directory.path)/jobd.sqlite-wal", ENOSPC) }

    /// The ends of `count` jobs that have just been started.
    func ends(_ count: Int) async throws -> [Transition] {
      _ = try await store.insert([NewJob](repeating: .noop(), count: count), idempotency: nil, now: .noon)
      var ends: [Transition] = []
      // A small budget gives out one at a time.
      while ends.count < count {
        for job in try await store.claim(limit: count - ends.count, now: .noon) {
          let end = AttemptEnd(outcome: .exited(code: 0), finishedAt: .noon)
          ends.append(Completion.decide(job, end, isCancelRequested: false, chance: 0))
        }
      }
      return ends
    }

    /// How many operations wait for the disk, between two transactions of the writer's.
    func waiting() async -> Int {
      let writer = store.writer
      return await withCheckedContinuation { continuation in
        writer.queue.async { continuation.resume(returning: writer.stalled.withLock(\.operations.count)) }
      }
    }

    func said(_ text: String) -> Int { lines.value.filter { $0.message.contains(text) }.count }
  }

  private func beginApplying(_ end: Transition, _ store: SQLiteStore) -> Task<Bool, any Error> {
    Task.immediate { try await store.apply(end, now: .noon) }
  }

  /// With a small budget each end has a transaction of its own from the first.
  @Test(arguments: [Limits.transactionWorkMax, 1])
  func endsThatAreStillUnrecordedStayInTheJournal(_ workMax: Int64) async throws {
    let bench = try Bench(workMax: workMax)
    let store = bench.store
    let ends = try await bench.ends(2)
    let ids = ends.map(\.fence.job)
    let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
    try database.execute("CREATE TRIGGER broken BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'broken'); END")
    let tasks = ends.map { beginApplying($0, store) }
    try await eventually("both are kept") { try bench.kept == ids }
    try database.execute(
      """
      BEGIN; DROP TRIGGER broken;
      CREATE TRIGGER broken BEFORE UPDATE ON job WHEN old.id = \(ids[1]) BEGIN SELECT RAISE(ABORT, 'broken'); END;
      COMMIT
      """)
    try await eventually("the first is recorded") { try await store.states(ids)[ids[0]] == .succeeded }
    try await store.ping()
    #expect(try bench.kept.contains(ids[1]))
    #expect(try await store.states(ids)[ids[1]] == .running)
    // What others write meanwhile changes nothing of that.
    _ = try await store.insert([.noop { $0.holds = true }], idempotency: nil, now: .noon)
    try await store.ping()
    #expect(try bench.kept.contains(ids[1]))
    try database.execute("DROP TRIGGER broken")
    for task in tasks { #expect(try await task.value) }
    try await eventually("nothing is kept any more") { try bench.kept.isEmpty }
    await store.close()
  }

  @Test func whatIsAskedAgainIsKeptOnce() async throws {
    let bench = try Bench()
    let store = bench.store
    let created = try await store.createBatch(NewBatch(jobs: [.noop()]), idempotency: nil, now: .noon)
    guard case .created(let batch, _) = created else { throw Unexpected(what: "no batch") }
    _ = try await store.claim(limit: 1, now: .noon)
    let held = [NewJob](repeating: .noop { $0.holds = true }, count: 2)
    guard case .created(let jobs, _) = try await store.insert(held, idempotency: nil, now: .noon) else {
      throw Unexpected(what: "not created")
    }
    let ids = jobs.map(\.id)
    for id in ids { _ = try await store.cancel(id, CancelOptions(), now: .noon) }
    let full = bench.fill()
    for _ in 0..<40 {
      _ = try await store.cancelBatch(batch.id, reason: nil, now: .noon)
      for id in ids { _ = try await store.delete(id, now: .noon) }
    }
    // The cancels of the batch and of its job, and the removals.
    #expect(await bench.waiting() <= 3)
    let met = full.met
    try await eventually("it is tried again, more than once") { full.met > met + 12 }
    #expect(await bench.waiting() <= 3)
    #expect(bench.said("store") == 1, "\(bench.lines.value)")
    full.heal()
    try await eventually("all of it is recorded") {
      let states = try await store.states(ids)
      return try await store.batch(batch.id)?.isCancelRequested == true && states.isEmpty
    }
    try await eventually("it is said to be over") { bench.said("store") == 2 }
    await store.close()
  }

  @Test func tryingAgainCostsTheSameHoweverMuchWaits() async throws {
    let bench = try Bench()
    let store = bench.store
    let ends = try await bench.ends(30)
    let full = bench.fill()
    let tasks = ends.map { beginApplying($0, store) }
    try await eventually("all are kept") { try bench.kept.count == 30 }
    #expect(await bench.waiting() == 30)
    let before = full.met
    try await eventually("it is tried again") { full.met > before }
    #expect(await bench.waiting() == 30)
    #expect(full.met - before < 20)
    full.heal()
    for task in tasks { #expect(try await task.value) }
    await store.close()
  }

  /// Whoever waits comes again, and is in the way of each transaction that brings work.
  @Test func claimsThatCannotBeServedAreSaidOnce() async throws {
    let bench = try Bench()
    let store = bench.store
    try RawDatabase("\(bench.directory.path)/jobd.sqlite").execute(
      """
      CREATE TABLE planted (n INTEGER CONSTRAINT planted CHECK (n > 0));
      CREATE TRIGGER breaks BEFORE UPDATE ON job WHEN NEW.state = 4 BEGIN INSERT INTO planted VALUES (0); END
      """)
    _ = try await store.insert([.noop { $0.holds = true }], idempotency: nil, now: .noon)
    #expect(try await store.cancel(JobID(1), CancelOptions(), now: .noon).isDone)
    // What it follows is read as it starts, and it is written before that.
    let follower = NewJob.noop {
      $0.holds = true
      $0.after = [Dependency(.job(JobID(1)), on: .any)]
    }
    for number: Int64 in 2...4 {
      _ = try await store.insert([follower], idempotency: nil, now: .noon)
      let claim = Task.immediate { try await store.claim(limit: 1, now: .noon) }
      #expect(try await store.move(JobID(number), .release, now: .noon).isDone)
      #expect(try await claim.value.isEmpty)
      // Nothing is ready when the next one begins to wait.
      #expect(try await store.cancel(JobID(number), CancelOptions(), now: .noon).isDone)
    }
    let said = bench.lines.value.filter { $0.message.contains("those who wait for jobs") }
    #expect(said.count == 1 && said.allSatisfy { $0.level == .error }, "\(said.count)")
    await store.close()
  }
}
