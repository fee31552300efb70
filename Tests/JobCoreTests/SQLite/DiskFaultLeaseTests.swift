// Attempts elsewhere while the disk takes nothing: their leases go on, and a cancel reaches them.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct DiskFaultLeaseTests {
  private func claimed(
    _ bench: StoreBench, _ store: SQLiteStore, leaseMicros: Int64 = Limits.leaseMicrosDefault
  ) async throws -> ClaimFence {
    var job = NewJob(.handler(name: "far", payload: nil))
    job.executor = Lane.remoteExecutor
    _ = try await bench.insert([job])
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    request.leaseMicros = leaseMicros
    let answer = try await store.claimRemote(request, idempotency: nil, ticket: ClaimTicket(1), now: .noon)
    guard case .claims(let claims) = answer, let fence = claims.first?.fence else {
      throw Unexpected(what: "\(answer)")
    }
    return fence
  }

  private func cancel(_ store: SQLiteStore, _ fence: ClaimFence) async throws -> Lease.Cancel? {
    guard case .live(let lease)? = try await store.heartbeats([fence], now: .noon + 1).first else {
      throw Unexpected(what: "no lease")
    }
    return lease.cancel
  }

  @Test func cancelReachesAWorkerOnAFullDiskAndIsRecordedLater() async throws {
    let bench = try StoreBench(.durable)
    let store = try #require(bench.store as? SQLiteStore)
    let fence = try await claimed(bench, store)
    let full = DiskFault(.write, of: "\(bench.directory.path)/jobd.sqlite-wal", ENOSPC)
    #expect(try await cancel(store, fence) == nil)
    var options = CancelOptions()
    options.reason = "enough"
    let answer = try await store.cancel(fence.job, options, now: .noon + 1)
    #expect(answer.value == CancelAnswer(isAccepted: true, isAbsorbed: false, state: .running))
    #expect(try await cancel(store, fence) == Lease.Cancel(cause: .cancel, reason: "enough"))
    let isTold = bench.told.all.contains { $0.leaseNews == [fence.job] }
    #expect(isTold)
    #expect(try await store.job(fence.job)?.isCancelRequested == false)
    full.heal()
    try await eventually("it is recorded") { try await store.job(fence.job)?.isCancelRequested == true }
    #expect(try await cancel(store, fence) == Lease.Cancel(cause: .cancel, reason: "enough"))
    await store.close()
  }

  @Test func refusedEndTakesNoRenewalBack() async throws {
    let bench = try StoreBench(.durable)
    let store = try #require(bench.store as? SQLiteStore)
    let fence = try await claimed(bench, store, leaseMicros: 1_000_000)
    let full = DiskFault(.write, of: "\(bench.directory.path)/jobd.sqlite-wal", ENOSPC)
    // For longer than the lease and its margin.
    for step in 1...20 {
      bench.now = .noon + Int64(step) * 500_000
      guard case .live? = try await store.heartbeats([fence], now: bench.now).first else {
        throw Unexpected(what: "no lease at step \(step)")
      }
    }
    let ending = RemoteEnding(fence: fence, end: .completed(result: nil), fingerprint: [0])
    await #expect(throws: StoreError.self) { _ = try await store.endRemote([ending], now: bench.now) }
    full.heal()
    store.promoteDue(now: bench.now)
    try await store.ping()
    #expect(try await store.states([fence.job]) == [fence.job: .running])
    guard case .ended(let job, _)? = try await store.endRemote([ending], now: bench.now).first else {
      throw Unexpected(what: "the fence is stale")
    }
    #expect(job.state == .succeeded)
    await store.close()
  }

  @Test func externalJobsAreNotCancelledOnAWordThatACrashForgets() async throws {
    let bench = try StoreBench(.durable)
    let store = try #require(bench.store as? SQLiteStore)
    let id = try await bench.insert(NewJob(.external))
    try await store.ping()
    let full = DiskFault(.write, of: "\(bench.directory.path)/jobd.sqlite-wal", ENOSPC)
    await #expect(throws: StoreError.self) { _ = try await store.cancel(id, CancelOptions(), now: .noon) }
    full.heal()
    #expect(try await store.cancel(id, CancelOptions(), now: .noon).isDone)
    await store.close()
  }

  @Test func failingSyncsEndNoLease() async throws {
    let bench = try StoreBench(.durable)
    let store = try #require(bench.store as? SQLiteStore)
    let fence = try await claimed(bench, store)
    let fault = DiskFault(.sync, of: "\(bench.directory.path)/jobd.sqlite-wal", EIO)
    await #expect(throws: StoreError.self) { try await store.checkWritable() }
    for _ in 0..<3 { #expect(try await cancel(store, fence) == nil) }
    fault.heal()
    try await eventually("it is written to again") {
      do { try await store.checkWritable() } catch { return false }
      return true
    }
    #expect(try await cancel(store, fence) == nil)
    await store.close()
  }
}
