// Damage that is found while the store is open: it is told, nothing more is written, and the queue ends.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(5))) struct DamageTests {
  /// Everything but the first page is overwritten, as a disk might.
  private func damage(_ path: String) throws {
    let file = open(path, O_WRONLY)
    #expect(file >= 0)
    defer { close(file) }
    let page = [UInt8](repeating: 0xA5, count: 4_096)
    for offset in stride(from: Int64(4_096), to: FileSize.bytes(at: path), by: 4_096) {
      #expect(pwrite(file, page, page.count, off_t(offset)) == page.count)
    }
  }

  private func forgetPages(_ store: SQLiteStore) async throws {
    try await store.writer.perform { context throws(StoreError) in
      try context.connection.execute("PRAGMA shrink_memory", as: "shrink")
    }
  }

  private func filled(_ directory: String) async throws {
    let store = try StoreKind.durable.open(directory, ManualClock()) { _ in }
    let job = NewJob.shell(String(repeating: "x", count: 900))
    for _ in 0..<4 { _ = try await store.insert([NewJob](repeating: job, count: 100), idempotency: nil, now: .noon) }
    await store.close()
  }

  @Test func nothingIsWrittenToADamagedFile() async throws {
    let directory = try TemporaryDirectory()
    try await filled(directory.path)
    let (path, told) = ("\(directory.path)/jobd.sqlite", Noted<[String]>([]))
    var options = StoreKind.options(directory.path)
    options.onDamage = { error in told.change { $0.append("\(error)") } }
    let store = try SQLiteStore.open(options, logger: .silent) { _ in }
    // What the first transaction reads is in memory then.
    try await store.ping()
    try damage(path)
    try await forgetPages(store)
    let (before, log) = (try Data(contentsOf: URL(filePath: path)), try Data(contentsOf: URL(filePath: "\(path)-wal")))
    await #expect(throws: StoreError.self) { _ = try await store.insert([.noop()], idempotency: nil, now: .noon) }
    #expect(told.value.count == 1, "\(told.value)")
    for _ in 0..<2 {
      do throws(StoreError) {
        try await store.checkWritable()
        Issue.record("it was written to")
      } catch {
        guard case .corrupt = error else { throw error }
      }
    }
    await store.close()
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(try Data(contentsOf: URL(filePath: "\(path)-wal")) == log)
  }

  @Test func damageThatAReaderFindsIsFinalToo() async throws {
    let directory = try TemporaryDirectory()
    try await filled(directory.path)
    let told = Noted<[String]>([])
    var options = StoreKind.options(directory.path)
    options.onDamage = { error in told.change { $0.append("\(error)") } }
    let store = try SQLiteStore.open(options, logger: .silent) { _ in }
    try damage("\(directory.path)/jobd.sqlite")
    await #expect(throws: StoreError.self) {
      _ = try await store.jobs(JobFilter(), order: .newest, limit: 100, after: nil)
    }
    try await eventually("it is told") { told.value.count == 1 }
    await #expect(throws: StoreError.self) { _ = try await store.insert([.noop()], idempotency: nil, now: .noon) }
    await store.close()
  }

  @Test func damageEndsTheQueueAndHowItsJobsEndedIsKept() async throws {
    let scratch = try TemporaryDirectory()
    let data = "\(scratch.path)/data"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    try await filled(data)
    let bench = try await EngineBench.open(scratch) { $0.slots = 1 }
    let queue = bench.queue
    async let ended: Void = queue.run()
    // The others wait behind it: it is the only one that runs.
    let id = try await bench.submit(.shell("echo on; sleep 1000") { $0.priority = 1 })
    try await bench.says(id, "on")
    try damage("\(data)/jobd.sqlite")
    // Something that the queue did by itself may have met with it already.
    do { try await forgetPages(queue.store) } catch StoreError.corrupt {}
    await #expect(throws: JobError.self) { _ = try await queue.cancel(JobID(399)) }
    await ended
    await #expect(throws: JobError.self) { try await queue.checkReady() }
    await queue.close()
    guard case .corrupt(let path, _) = queue.damage else {
      throw Unexpected(what: "\(String(describing: queue.damage))")
    }
    #expect(path == "\(data)/jobd.sqlite")
    #expect(queue.unrecordedEnds == [UnrecordedEnd(job: id, isKept: true)])
  }
}
