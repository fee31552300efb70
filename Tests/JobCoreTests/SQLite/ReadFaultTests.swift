// A read that fails is not damage: what may pass is tried again. Damage is final, and nothing is written after it.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ReadFaultTests {
  /// Every page that the writer has in memory goes: its next statements read from the disk.
  private func forgetPages(_ store: any JobStore) async throws {
    let store = try #require(store as? SQLiteStore)
    try await store.writer.perform { context throws(StoreError) in
      try context.connection.execute("PRAGMA shrink_memory", as: "shrink")
    }
  }

  /// A database of a few hundred pages, without a log beside it.
  private func filled(_ directory: String) async throws {
    let store = try StoreKind.sqlite.open(directory, ManualClock()) { _ in }
    let job = NewJob.shell(String(repeating: "x", count: 900))
    for _ in 0..<4 { _ = try await store.insert([NewJob](repeating: job, count: 100), idempotency: nil, now: .noon) }
    await store.close()
  }

  @Test(arguments: [0, 1, 5, 40]) func oneFailedReadAtTheStartIsTriedAgain(_ skip: Int) async throws {
    let directory = try TemporaryDirectory()
    try await filled(directory.path)
    let fault = DiskFault(.read, of: "\(directory.path)/jobd.sqlite", EIO, after: skip, times: 1)
    let store = try StoreKind.sqlite.open(directory.path, ManualClock()) { _ in }
    #expect(fault.met == 1)
    #expect(try await store.ids(JobFilter(), limit: 1_000, after: nil).count == 400)
    await store.close()
  }

  @Test func readsThatFailForGoodAreNotCalledDamage() async throws {
    let directory = try TemporaryDirectory()
    try await filled(directory.path)
    for skip in [0, 7] {
      let fault = DiskFault(.read, of: "\(directory.path)/jobd.sqlite", EIO, after: skip)
      let error = try await StoreKind.sqlite.refusal(directory.path)
      if case .failed(_, let message) = error {
        #expect(message.contains("nput/output error") || message.contains("I/O error"), "\(message)")
      } else {
        Issue.record("\(String(describing: error))")
      }
      fault.heal()
    }
  }

  @Test(arguments: [1, 3]) func failedReadsLoseNoEnd(_ times: Int) async throws {
    let bench = try StoreBench(.sqlite)
    let claimed = try await bench.start()
    try await forgetPages(bench.store)
    let fault = DiskFault(.read, of: "\(bench.directory.path)/jobd.sqlite*", EIO, times: times)
    #expect(try await bench.end(claimed, .exited(code: 0)))
    #expect(fault.met == times)
    #expect(try await bench.state(claimed.id) == .succeeded)
    await bench.store.close()
  }

  @Test func oneFailedReadIsNoBodysBusiness() async throws {
    let bench = try StoreBench(.sqlite)
    let id = try await bench.insert()
    try await forgetPages(bench.store)
    let fault = DiskFault(.read, of: "\(bench.directory.path)/jobd.sqlite*", EIO, times: 1)
    #expect(try await bench.store.cancel(id, CancelOptions(), now: .noon).isDone)
    #expect(fault.met == 1)
    await bench.store.close()
  }

  @Test func oneFailedReadOfAReaderIsTriedAgain() async throws {
    let directory = try TemporaryDirectory()
    try await filled(directory.path)
    let store = try StoreKind.sqlite.open(directory.path, ManualClock()) { _ in }
    let fault = DiskFault(.read, of: "\(directory.path)/jobd.sqlite", EIO, times: 1)
    #expect(try await store.jobs(JobFilter(), order: .newest, limit: 100, after: nil).jobs.count == 100)
    #expect(fault.met == 1)
    await store.close()
  }
}
