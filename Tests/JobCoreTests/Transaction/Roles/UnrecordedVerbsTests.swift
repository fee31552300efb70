// Deletions that a full disk did not take: what is named at the stop is still there.

import Glibc
import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct UnrecordedVerbsTests {
  enum Way: CaseIterable {
    case one, many, expiry
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
