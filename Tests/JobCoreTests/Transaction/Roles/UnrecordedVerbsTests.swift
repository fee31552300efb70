// Deletions and cancels that a full disk did not take: what is named at the stop is not done.

import Glibc
import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct UnrecordedVerbsTests {
  enum Way: CaseIterable {
    case one, many, expiry
  }

  @Test func cancelThatNothingKeepsIsNamed() async throws {
    let disk = ScriptedDisk()
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let told = try await bench.start(.noop())
      disk.script.change { $0.isFull = true }
      let answer = try await bench.store.cancel(told.id, CancelOptions(), now: bench.now)
      #expect(answer.value?.isAccepted == true)
      #expect(try bench.stalledCount == 1)
      try bench.writer.abandonStalled()
      #expect(try bench.writer.unrecordedCancels == [UnrecordedCancel(.job(told.id), isKept: false)])
    }
  }

  /// The next start does it again, and a job that has been started anew since is another one's.
  @Test func cancelOfAnEarlierDaemonIsRecordedForItsStartAlone() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let jobs = [try await bench.start(.noop()), try await bench.start(.noop())]
      let (batch, members) = try await bench.batch([.noop { $0.holds = true }], staysOpen: false)
      let verbs = try #require((bench.store as? any WritingStore)?.unrecorded)
      let cancels: [KeptCancel.Subject] = [
        .job(jobs[0].id, start: jobs[0].fence.start, isForced: false),
        .job(jobs[1].id, start: jobs[1].fence.start + 1, isForced: false), .batch(batch),
      ]
      for subject in cancels { try await verbs.record(KeptCancel(subject: subject, reason: "why"), now: bench.now) }
      #expect(try await bench.job(jobs[0].id).isCancelRequested)
      #expect(try await !bench.job(jobs[1].id).isCancelRequested)
      #expect(try await bench.state(members[0]) == .cancelled)
    }
  }

  @Test(arguments: Way.allCases) func whatIsDeletedAfterAllIsNotNamed(_ way: Way) async throws {
    let directory = try TemporaryDirectory()
    let store = try SQLiteStore.open(StoreKind.options(directory.path), logger: .silent) { _ in }
    _ = try await store.insert([.noop { $0.keepForMicros = 1 }, .noop()], idempotency: nil, now: .noon)
    let ids = [JobID(1), JobID(2)]
    for id in ids { _ = try await store.cancel(id, CancelOptions(), now: .noon) }
    let full = DiskFault(.write, of: "\(directory.path)/jobd.sqlite-wal", ENOSPC)
    for id in ids { #expect(try await store.delete(id, now: .noon).isDone) }
    // Whoever waits for the disk is given up.
    store.abandonStalled()
    try await store.ping()
    #expect(store.unrecorded?.lostDeletes.withLock(\.self) == Set(ids))
    full.heal()
    switch way {
    case .one: #expect(try await store.delete(ids[0], now: .noon).isDone)
    case .many: #expect(try await store.bulk(.delete, [ids[0]], now: .noon).deleted.map(\.id) == [ids[0]])
    case .expiry: #expect(try await store.prune(now: .noon + 1_000_000, limit: 10).jobs.map(\.id) == [ids[0]])
    }
    #expect(store.unrecorded?.lostDeletes.withLock(\.self) == [ids[1]])
    await store.close()
  }
}
