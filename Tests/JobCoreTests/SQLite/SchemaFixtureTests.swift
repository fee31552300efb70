// A database of every schema opens, and what its jobd knew is there; Fixtures/README.md says where they come from.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct SchemaFixtureTests {
  /// What a database of some schema has become.
  private struct Opened {
    let store: any JobStore
    let database: RawDatabase
    let version: Int
    /// All jobs, in the order of their ids.
    let jobs: [Job]

    /// Schemas 7 to 10 go on from that of 6, and were not made by the program of their time.
    var isDerived: Bool { (7...10).contains(version) }

    func job(_ name: String) -> Job? { jobs.first { $0.givenName == name } }

    func batch(_ name: String) async throws -> Batch {
      try #require(try await store.batches(limit: 100, before: nil).first { $0.name == name }, "batch \(name)")
    }
  }

  // Schemas 3 and 5 were never in anybody's hands: they came with the fourth and the sixth.
  @Test(arguments: [1, 2, 4, 6, 7, 8, 9, 10, 11]) func databaseOfEverySchemaStillOpens(_ version: Int) async throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/jobd.sqlite"
    try FileManager.default.copyItem(atPath: Self.fixture(version), toPath: path)
    let store = try StoreKind.sqlite.open(directory.path, ManualClock()) { _ in }
    let jobs = try await store.jobs(try await store.ids(JobFilter(), limit: 100, after: nil))
    let opened = Opened(store: store, database: try RawDatabase(path), version: version, jobs: jobs)
    try await states(opened)
    if version >= 2 { try await flow(opened) }
    if version >= 4 { try await remoteAttempts(opened) }
    if version >= 6 { try await inputOfSchedules(opened) }
    if version >= 7 { try await workThatIsLeft(opened) }
    if version >= 8 { try await endsToCome(opened) }
    if version >= 10 { try await limitsOfBatches(opened) }
    let marks = try opened.database.texts("SELECT value FROM meta WHERE name = 'unmarked_logs'")
    #expect(marks == [version < 9 || opened.isDerived ? "1" : "0"])
    if version >= 11 { #expect(try opened.database.texts("SELECT count(*) > 1 FROM job WHERE ready_at > 0") == ["1"]) }
    guard case .created(let created, _) = try await store.insert([.noop()], idempotency: nil, now: .noon) else {
      throw Unexpected(what: "a job was refused")
    }
    #expect(created[0].id > (jobs.map(\.id).max() ?? created[0].id))
    if version >= 8 { try await retention(opened) }
    await store.close()
  }

  private func states(_ opened: Opened) async throws {
    let jobs = opened.jobs.filter { $0.givenName == "fixture" }
    // Follow-ups came with the second.
    let states = StoreBench.reachable.filter { opened.version > 1 || ($0 != .blocked && $0 != .skipped) }
    #expect(jobs.map(\.state) == states)
    #expect(jobs.allSatisfy { $0.tags == ["k": "v"] })
    #expect(try await opened.store.lostAttempts().count == 1)
  }

  private func flow(_ opened: Opened) async throws {
    let store = opened.store
    #expect(try await store.schedule("fixture")?.spec.job.name == "fixture")
    let batch = try #require(try await store.batches(limit: 100, before: nil).first { $0.isFailFast })
    #expect(batch.counts == [.queued: 1])
    let member = try #require(try await store.batchMembers(batch.id, limit: 1, after: nil).first)
    let spec = try #require(try await store.detail(member)?.spec)
    #expect(spec.limit == LimitRule(key: "l", max: 2) && spec.unique == UniqueRule(key: "u", forMicros: 5))
    #expect(try await store.callbacks(of: .job(member)).count == 2)
  }

  private func remoteAttempts(_ opened: Opened) async throws {
    let remote = try #require(opened.store as? any RemoteStore)
    #expect(try await remote.leaseHolders(limit: 9).map(\.identity) == ["token:worker"])
    let external = try #require(opened.job("outside"))
    #expect(external.state == .running)
    #expect(try await remote.endExternal(external.id, .completed(result: nil), now: .noon).value?.state == .succeeded)
  }

  private func inputOfSchedules(_ opened: Opened) async throws {
    let job = try #require(try await opened.store.schedule("input")?.spec.job)
    #expect(job.process.stdin == [0, 1, 34, 92, 200, 255])
    #expect(job.then.map(\.job.process.stdin) == [Array("second".utf8), Array("third".utf8)])
    #expect(job.then[0].job.then[0].job.process.stdin == nil)
    #expect(try opened.database.texts("SELECT name FROM schedule WHERE job LIKE '%stdin%'") == [])
  }

  /// A cancel of a batch that had not reached its member, and an end that had not reached its follow-up.
  private func workThatIsLeft(_ opened: Opened) async throws {
    let cancelled = try await opened.batch("cancelled")
    #expect(cancelled.isCancelRequested)
    try await opened.store.resumeBatchCancels(now: .noon)
    let member = try #require(opened.job("unreached"))
    // What is resumed goes on in transactions of its own.
    try await eventually { try await opened.store.batch(cancelled.id)?.isDone == true }
    let ended = try #require(try await opened.store.job(member.id))
    #expect(ended.state == .cancelled && ended.failure?.message == "enough")
    guard opened.isDerived else { return }
    let left = try #require(opened.job("left"))
    try await eventually { try await opened.store.job(left.id)?.state == .queued }
    #expect(try opened.database.texts("SELECT count(*) FROM settlement") == ["0"])
  }

  /// The holder of a lease that has been told to end.
  private func endsToCome(_ opened: Opened) async throws {
    let told = "SELECT stop_reason, told_at > 0, end_at > told_at FROM lease WHERE stop_cause IS NOT NULL"
    #expect(try opened.database.texts(told) == ["told|1|1"])
  }

  private func limitsOfBatches(_ opened: Opened) async throws {
    let limited = try await opened.batch("limited")
    #expect(limited.deadline == .noon.advanced(byMicros: 3_600_000_000) && !limited.isTimedOut)
    #expect(limited.counts == [.held: 1])
    let callbacks = try await opened.store.callbacks(of: .batch(limited.id))
    #expect(callbacks.map(\.callback.target) == [.url("http://localhost/")])
    let late = try await opened.batch("late")
    #expect(late.isTimedOut && late.isDone && late.firstError == opened.job("too late")?.id)
  }

  /// A batch without members goes when its time has come.
  private func retention(_ opened: Opened) async throws {
    let empty = try await opened.batch("empty")
    #expect(empty.size == 0)
    _ = try await opened.store.prune(now: .noon.advanced(byMicros: 30 * 86_400_000_000), limit: 100)
    #expect(try await opened.store.batch(empty.id) == nil)
  }

  static func fixture(_ version: Int) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/schema\(version).sqlite").path
  }
}
