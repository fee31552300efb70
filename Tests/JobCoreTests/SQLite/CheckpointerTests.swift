// The log is folded in beside the writer.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct CheckpointerTests {
  private let job = NewJob.shell(String(repeating: "x", count: 60_000))

  /// Inserts until a checkpoint is under way, which does not end before `fault` is healed.
  private func fill(_ bench: StoreBench, until fault: DiskFault) async throws {
    var count = 0
    while fault.met == 0 && count < 200 {
      _ = try await bench.insert([NewJob](repeating: job, count: 20))
      count += 1
    }
    try await eventually("the checkpoint has reached the disk") { fault.met > 0 }
  }

  @Test func checkpointThatHangsHoldsNoCommitUp() async throws {
    let bench = try StoreBench(.durable)
    let database = "\(bench.directory.path)/jobd.sqlite"
    let hanging = DiskFault(.sync, of: database, DiskFault.hang, times: 1)
    try await fill(bench, until: hanging)
    for _ in 0..<10 { try await bench.insert() }
    #expect(hanging.met == 1)
    hanging.heal()
    await bench.store.close()
    #expect(FileSize.bytes(at: "\(database)-wal") == 0)
  }

  /// What has come meanwhile is copied too, so that the log begins anew instead of growing for ever.
  @Test func logBeginsAnewUnderSteadyWrites() async throws {
    let bench = try StoreBench(.durable)
    let log = "\(bench.directory.path)/jobd.sqlite-wal"
    let written = DiskFault(.write, of: log, DiskFault.none)
    let most = Limits.checkpointPages + Limits.checkpointPagesMax
    // A page is written in two calls, with its header and without.
    while written.met < most * 3 { _ = try await bench.insert([NewJob](repeating: job, count: 50)) }
    #expect(FileSize.bytes(at: log) < Int64(most) * 4_200)
    await bench.store.close()
  }

  @Test func stopWaitsForACheckpoint() async throws {
    let bench = try StoreBench(.durable)
    let database = "\(bench.directory.path)/jobd.sqlite"
    let hanging = DiskFault(.sync, of: database, DiskFault.hang, times: 1)
    try await fill(bench, until: hanging)
    let store = bench.store
    async let closed: Void = store.close()
    hanging.heal()
    await closed
    #expect(FileSize.bytes(at: "\(database)-wal") == 0)
  }
}
