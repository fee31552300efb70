// A disk on which the log has no room to grow: it is copied and emptied then, if that is possible.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct DatabaseLogTests {
  private let job = NewJob.shell(String(repeating: "x", count: 60_000))
  private let logBytesMax = 400_000

  private func database(_ bench: StoreBench) -> String { "\(bench.directory.path)/jobd.sqlite" }

  /// A store whose log is empty: what has made the tables is in the database.
  private func openBench() async throws -> StoreBench {
    let bench = try StoreBench(.durable)
    try await bench.reopen()
    return bench
  }

  /// The disk has no more room for the log than this.
  private func shorten(_ bench: StoreBench) -> DiskFault {
    DiskFault(.extend, of: "\(database(bench))-wal", ENOSPC, after: logBytesMax)
  }

  private func refusal(_ bench: StoreBench) async throws -> StoreError? {
    do throws(StoreError) {
      _ = try await bench.store.insert([job], idempotency: nil, now: .noon)
    } catch {
      return error
    }
    return nil
  }

  /// Returns how long the one that was refused has taken.
  @discardableResult
  private func fillUntilRefused(_ bench: StoreBench) async throws -> Duration {
    for _ in 0..<50 {
      let began = ContinuousClock.now
      guard let error = try await refusal(bench) else { continue }
      guard case .full = error else { throw Unexpected(what: "\(error)") }
      return ContinuousClock.now - began
    }
    throw Unexpected(what: "50 jobs in a log for fewer than 10")
  }

  @Test func logWithoutRoomIsCopiedAndNothingIsRefused() async throws {
    let bench = try await openBench()
    let short = shorten(bench)
    for _ in 0..<50 { _ = try await bench.insert(job) }
    #expect(short.met > 0)
    #expect(FileSize.bytes(at: "\(database(bench))-wal") <= Int64(logBytesMax))
    await bench.store.close()
  }

  @Test func logThatCannotBeCopiedIsNotTriedForEachThatIsRefused() async throws {
    let bench = try await openBench()
    let short = shorten(bench)
    let fixed = DiskFault(.extend, of: database(bench), ENOSPC, after: Int(FileSize.bytes(at: database(bench))))
    try await fillUntilRefused(bench)
    // Each copy begins with a sync of the log.
    let copies = DiskFault(.sync, of: "\(database(bench))-wal", DiskFault.none)
    let began = ContinuousClock.now
    for _ in 0..<50 { #expect(try await refusal(bench) != nil) }
    // Once a second.
    let seconds = Int((ContinuousClock.now - began).components.seconds)
    #expect(copies.met <= seconds + 1)
    fixed.heal()
    // The disk has room for what is in the log, and it has none.
    try await eventually("jobs are taken again") { try await refusal(bench) == nil }
    #expect(short.met > 0)
    await bench.store.close()
    #expect(FileSize.bytes(at: "\(database(bench))-wal") == 0)
  }

  @Test func readerIsNotWaitedFor() async throws {
    let bench = try await openBench()
    let short = shorten(bench)
    let reader = try SQLiteConnection(path: database(bench), isReader: true)
    _ = try await bench.insert(job)
    try reader.execute("BEGIN; SELECT count(*) FROM job", as: "read")
    // As long as it would be waited for by SQLite's own means.
    #expect(try await fillUntilRefused(bench) < .seconds(5))
    try reader.execute("COMMIT", as: "end")
    try await eventually("jobs are taken again") { try await refusal(bench) == nil }
    #expect(short.met > 0)
    reader.close()
    await bench.store.close()
  }

  /// All of the log is copied, and a reader at its end keeps it from being cut off: a copy beside the writer would find
  /// nothing to copy.
  @Test func logThatIsCopiedAndNotCutOffIsNotCopiedBeside() async throws {
    let bench = try await openBench()
    let reader = try SQLiteConnection(path: database(bench), isReader: true)
    for _ in 0..<30 { _ = try await bench.insert(job) }
    try reader.execute("BEGIN; SELECT count(*) FROM job", as: "read")
    let writer = try bench.writer
    let step = try await writer.perform { context throws(StoreError) in
      guard let handles = writer.disk as? StoreHandles else { return CheckpointPlan.Step.copyBeside }
      // What makes room runs between transactions.
      try context.connection.execute("COMMIT", as: "end")
      let hasMadeRoom = handles.makeRoom()
      try context.connection.execute("BEGIN IMMEDIATE", as: "begin")
      #expect(hasMadeRoom && context.connection.frameCount > Limits.checkpointRest)
      var plan = handles.plan
      return plan.step(frames: context.connection.frameCount, room: 0, .idle)
    }
    #expect(step == .nothing)
    try reader.execute("COMMIT", as: "end")
    reader.close()
    await bench.store.close()
  }
}
