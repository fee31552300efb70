// What came of a call is recorded when the disk takes it: it would be made again otherwise. What people ask for is not.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CallbackStoreWritingTests {
  @Test func whatCameOfACallWaitsForTheDisk() async throws {
    let disk = ScriptedDisk()
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let callback = Callback(.url("http://localhost/"))
      let job = try await bench.start(.noop { $0.callbacks = [callback] })
      try await bench.end(job, .exited(code: 0))
      let (store, now, owner) = (bench.store, bench.now, Parent.job(job.id))
      let status = try #require(try await store.callbacks(of: owner).first)
      let due = DueCallback(owner: owner, status: status)
      disk.script.change { $0.isFull = true }
      let recording = Task.immediate { try await store.recordCallback(due, .delivered, now: now) }
      #expect(try bench.stalledCount == 1)
      await #expect(throws: ScriptedDisk.full) { _ = try await store.addCallback(callback, to: job.id, now: now) }
      await #expect(throws: ScriptedDisk.full) { _ = try await store.removeCallbacks(of: job.id, now: now) }
      #expect(try bench.stalledCount == 1)
      try await bench.heal(disk)
      try await recording.value
      #expect(try await store.callbacks(of: owner).map(\.state) == [.delivered])
    }
  }
}
