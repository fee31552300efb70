// A sync that fails: what was refused with a definite answer is not there after a kill, and the handle is not trusted.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct SyncFaultTests {
  /// The ids of the jobs that a daemon would find after a kill right now.
  private func idsAfterKill(_ directory: String) async throws -> [JobID] {
    let copy = try TemporaryDirectory()
    for name in ["jobd.sqlite", "jobd.sqlite-wal"] where FileManager.default.fileExists(atPath: "\(directory)/\(name)")
    {
      try FileManager.default.copyItem(atPath: "\(directory)/\(name)", toPath: "\(copy.path)/\(name)")
    }
    let store = try StoreKind.sqlite.open(copy.path, ManualClock()) { _ in }
    let ids = try await store.ids(JobFilter(), limit: 100_000, after: nil)
    await store.close()
    return ids
  }

  private func refusal(_ bench: StoreBench) async throws -> String {
    do throws(StoreError) {
      _ = try await bench.store.insert([.noop()], idempotency: nil, now: .noon)
    } catch {
      return "\(error)"
    }
    return "none"
  }

  @Test func failedSyncLeavesTheOutcomeOpenAndIsSettledWithTheNextTransaction() async throws {
    let bench = try StoreBench(.durable)
    let first = try await bench.insert()
    let fault = DiskFault(.sync, of: "\(bench.directory.path)/jobd.sqlite-wal", EIO, times: 1)
    #expect(try await refusal(bench).contains("outcomeUnknown"))
    #expect(fault.met == 1)
    // As soon as something is written again the refused job is gone for good.
    let second = try await bench.insert()
    #expect(try await idsAfterKill(bench.directory.path) == [first, second])
    #expect(try await bench.store.ids(JobFilter(), limit: 10, after: nil) == [first, second])
    await bench.store.close()
  }

  @Test func noneOfThoseRefusedWhileSyncsFailIsThereAfterAKill() async throws {
    let bench = try StoreBench(.durable)
    let first = try await bench.insert()
    let fault = DiskFault(.sync, of: "\(bench.directory.path)/jobd.sqlite-wal", EIO)
    var answers: [String] = []
    for _ in 0..<6 { answers.append(try await refusal(bench)) }
    #expect(!answers.contains("none"))
    let unknown = answers.filter { $0.contains("outcomeUnknown") }.count
    let there = try await idsAfterKill(bench.directory.path)
    #expect(there.count - 1 <= unknown, "\(answers)")
    #expect(unknown == 1, "\(answers)")
    fault.heal()
    try await eventually("jobs are taken again") { try await refusal(bench) == "none" }
    #expect(try await idsAfterKill(bench.directory.path).count == 2)
    #expect(try await bench.state(first) == .queued)
    await bench.store.close()
  }

  @Test func endsOutliveAFailedSync() async throws {
    let bench = try StoreBench(.durable)
    let claimed = try await bench.start()
    let fault = DiskFault(.sync, of: "\(bench.directory.path)/jobd.sqlite-wal", EIO, times: 3)
    #expect(try await bench.end(claimed, .exited(code: 3)))
    #expect(fault.met == 3)
    #expect(try await bench.state(claimed.id) == .failed)
    await bench.store.close()
  }

  @Test func logIsKeptWhenTheDatabaseCouldNotBeSynced() async throws {
    let bench = try StoreBench(.durable)
    let id = try await bench.insert()
    let fault = DiskFault(.sync, of: "\(bench.directory.path)/jobd.sqlite", EIO, times: 1)
    await bench.store.close()
    #expect(fault.met == 1)
    // The pages whose sync failed may never reach the disk: the log has them, and stays.
    #expect(FileSize.bytes(at: "\(bench.directory.path)/jobd.sqlite-wal") > 0)
    #expect(try await idsAfterKill(bench.directory.path) == [id])
  }

  @Test func checkpointWhoseSyncFailedIsDoneOverByFreshHandles() async throws {
    let bench = try StoreBench(.durable)
    let job = NewJob.shell(String(repeating: "x", count: 60_000))
    let fault = DiskFault(.sync, of: "\(bench.directory.path)/jobd.sqlite", EIO, times: 1)
    let writes = DiskFault(.write, of: "\(bench.directory.path)/jobd.sqlite", 0)
    var count = 0
    while fault.met == 0 && count < 100 {
      _ = try await bench.insert([NewJob](repeating: job, count: 20))
      count += 1
    }
    #expect(fault.met == 1)
    // All of it is written once more, not only what is new.
    let twice = Limits.checkpointPages * 3 / 2
    try await eventually("it is copied once more") {
      _ = try await bench.insert([job])
      return writes.met >= twice
    }
    let there = try await idsAfterKill(bench.directory.path)
    let known = try await bench.store.ids(JobFilter(), limit: 100_000, after: nil)
    #expect(there == known, "\(there.count) of \(known.count)")
    await bench.store.close()
  }

  @Test(arguments: [ENOSPC, EDQUOT, EFBIG]) func diskWithoutRoomIsFullByAnyName(_ number: Int32) async throws {
    let bench = try StoreBench(.durable)
    try await bench.insert()
    for skip in [0, 1, 2, 3] {
      let fault = DiskFault(.write, of: "\(bench.directory.path)/jobd.sqlite-wal", number, after: skip)
      #expect(try await refusal(bench).contains("full"))
      #expect(try await bench.store.info().isFull)
      fault.heal()
    }
    #expect(try await refusal(bench) == "none")
    await bench.store.close()
    let fault = DiskFault(.write, of: "\(bench.directory.path)/jobd.sqlite-wal", number)
    let error = try await StoreKind.sqlite.refusal(bench.directory.path)
    guard case .full = error else { throw Unexpected(what: "\(String(describing: error))") }
    fault.heal()
  }
}
