// What is told by and about attempts: an end waits for the disk, and what was said before it stays before it.

import Dispatch
import TestSupport
import Testing

@testable import JobCore

@Suite struct AttemptStoreWritingTests {
  private let disk = ScriptedDisk()

  @Test func endIsRecordedWhenTheDiskTakesIt() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let job = try await bench.start()
      let (store, now, end) = (bench.store, bench.now, bench.transition(job, .exited(code: 0)))
      disk.script.change { $0.isFull = true }
      let ending = Task.immediate { try await store.apply(end, now: now) }
      #expect(try bench.stalledCount == 1)
      try await bench.heal(disk)
      #expect(try await ending.value)
      #expect(try await bench.state(job.id) == .succeeded)
    }
  }

  /// They have no transaction of their own, and go before all that comes.
  @Test func reportsRideAheadOfTheEnd() async throws {
    try await StoreKind.memory.withStore { bench async throws in
      let job = try await bench.start(.noop { $0.retry = .attempts(2) })
      bench.store.record(ProcessRecord(pid: 77, startTicks: 5), of: job.fence)
      #expect(try await bench.job(job.id).pid == 77)
      bench.store.noteProgress(try Progress(done: 1, total: 3, at: bench.now), of: job.fence)
      #expect(try await bench.end(job, .exited(code: 1)))
      let ended = try await bench.job(job.id)
      #expect(ended.progress?.done == 1 && ended.state == .retrying && ended.pid == nil)
      // What comes after it is of an attempt that has ended.
      bench.store.noteProgress(try Progress(done: 2, total: 3, at: bench.now), of: job.fence)
      #expect(try await bench.job(job.id).progress?.done == 1)
    }
  }

  @Test func whatIsAskedBeforeTheEndIsDoneBeforeIt() async throws {
    try await StoreKind.memory.withStore { bench async throws in
      let job = try await bench.start()
      let (store, now, end) = (bench.store, bench.now, bench.transition(job, .exited(code: 0)))
      let progress = try Progress(done: 1, total: 3, at: now)
      let writer = try bench.writer
      // Nothing is left of what came before: what follows is one group.
      writer.queue.sync {}
      writer.queue.suspend()
      let (byFence, byJob) = (
        Task.immediate { try await store.setProgress(progress, of: job.fence) },
        Task.immediate { try await store.setProgress(progress, ofRunning: job.id) }
      )
      let ended = Task.immediate { try await store.apply(end, now: now) }
      let late = Task.immediate { try await store.setProgress(progress, of: job.fence) }
      writer.queue.resume()
      #expect(try await byFence.value)
      #expect(try await byJob.value.value == job.fence)
      #expect(try await ended.value)
      #expect(try await !late.value)
    }
  }

  @Test func startWaitsUntilItsCancelsCanGoOn() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let (store, now) = (bench.store, bench.now)
      disk.script.change { $0.refusal = ScriptedDisk.full }
      await #expect(throws: ScriptedDisk.full) { _ = try await store.lostAttempts() }
      let resumed = Task.immediate { try await store.resumeBatchCancels(now: now) }
      #expect(try bench.stalledCount == 1)
      try await bench.heal(disk)
      try await resumed.value
    }
  }
}
