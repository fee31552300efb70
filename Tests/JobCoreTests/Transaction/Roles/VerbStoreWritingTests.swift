// What people do with jobs on a disk that takes nothing: who fills it can be stopped, what takes its room can be
// removed, and all else says that it was not done.

import TestSupport
import Testing

@testable import JobCore

@Suite struct VerbStoreWritingTests {
  private let disk = ScriptedDisk()

  /// A job that runs, one that waits, and one that has ended, on a disk that takes nothing from then on.
  private func withFullDisk(
    _ body: (StoreBench, _ running: ClaimedJob, _ waiting: JobID, _ ended: JobID) async throws -> Void
  ) async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let running = try await bench.start()
      let waiting = try await bench.insert()
      let ended = try await bench.put(in: .held)
      _ = try await bench.store.cancel(ended, CancelOptions(), now: bench.now)
      bench.told.clear()
      disk.script.change { $0.isFull = true }
      try await body(bench, running, waiting, ended)
    }
  }

  @Test func whatRunsIsStoppedAndWhatWaitsIsNot() async throws {
    try await withFullDisk { bench, running, waiting, _ in
      let (store, now) = (bench.store, bench.now)
      let answer = try await store.cancel(running.id, CancelOptions(), now: now)
      #expect(answer.value == CancelAnswer(isAccepted: true, isAbsorbed: false, state: .running))
      #expect(try bench.stalledCount == 1)
      #expect(bench.told.all.flatMap(\.stops).map(\.fence) == [running.fence])
      await #expect(throws: ScriptedDisk.full) { _ = try await store.cancel(waiting, CancelOptions(), now: now) }
      try await bench.heal(disk)
      #expect(try await bench.job(running.id).isCancelRequested)
      #expect(try await bench.state(waiting) == .queued)
    }
  }

  @Test func whatHasEndedIsRemovedAsSoonAsThereIsRoom() async throws {
    try await withFullDisk { bench, running, _, ended in
      let (store, now) = (bench.store, bench.now)
      #expect(try await store.delete(ended, now: now).value == DeletedJob(id: ended, starts: []))
      // What is not done for another reason says so on any disk.
      #expect(try await store.delete(running.id, now: now).refusal == .running)
      #expect(try await bench.store.states([ended]) == [ended: .cancelled])
      try await bench.heal(disk)
      #expect(try await bench.store.states([ended, running.id]) == [running.id: .running])
    }
  }

  /// More room will not help a disk that fails: the files are left where they are.
  @Test func nothingIsRemovedFromADiskThatFails() async throws {
    try await withFullDisk { bench, running, _, ended in
      let failing = StoreError.io(statement: "s", code: 0, message: "failing")
      disk.script.change { $0.refusal = failing }
      let (store, now) = (bench.store, bench.now)
      await #expect(throws: failing) { _ = try await store.delete(ended, now: now) }
      // A stop needs no disk.
      #expect(try await store.cancel(running.id, CancelOptions(), now: now).isDone)
      try await bench.heal(disk)
      #expect(try await bench.store.states([ended]) == [ended: .cancelled])
    }
  }

  @Test func manyAreDealtWithAsFarAsThatGoes() async throws {
    try await withFullDisk { bench, running, waiting, ended in
      let (store, now, ids) = (bench.store, bench.now, [running.id, waiting, ended])
      let cancelled = try await store.bulk(.cancel, ids, now: now)
      #expect(cancelled.count == 1 && cancelled.passed == 3 && cancelled.left == ScriptedDisk.full)
      let deleted = try await store.bulk(.delete, ids, now: now)
      #expect(deleted.count == 1 && deleted.deleted.map(\.id) == [ended] && deleted.left == nil)
      await #expect(throws: ScriptedDisk.full) { _ = try await store.bulk(.retry, ids, now: now) }
      try await bench.heal(disk)
      #expect(try await bench.job(running.id).isCancelRequested)
      #expect(try await bench.store.states(ids) == [running.id: .running, waiting: .queued])
    }
  }

  @Test func allElseSaysThatItWasNotDone() async throws {
    try await withFullDisk { bench, _, waiting, ended in
      let (store, now) = (bench.store, bench.now)
      var edit = JobPatch()
      edit.priority = 4
      let patch = edit
      await #expect(throws: ScriptedDisk.full) { _ = try await store.update(waiting, patch, now: now) }
      await #expect(throws: ScriptedDisk.full) { _ = try await store.move(ended, .retry, now: now) }
      await #expect(throws: ScriptedDisk.full) {
        _ = try await store.prune(now: now + StoreBench.keepForMicros, limit: 9)
      }
      #expect(try bench.stalledCount == 0)
      try await bench.heal(disk)
      #expect(try await bench.job(waiting).priority == 0)
      #expect(try await bench.state(ended) == .cancelled)
    }
  }

  /// One transaction does not look at all of its follow-ups.
  @Test func removalGoesOnUntilAllFollowUpsHaveBeenLookedAt() async throws {
    try await StoreKind.memory(on: disk, workMax: 100).withStore { bench async throws in
      let parent = try await bench.put(in: .cancelled)
      let after = [Dependency(.job(parent))]
      let children = try await bench.insert((0..<3 * Limits.edgesPage).map { _ in .noop { $0.after = after } })
      #expect(children.allSatisfy { $0.state == .skipped })
      _ = disk.takeCalls()
      #expect(try await bench.store.delete(parent, now: bench.now).isDone)
      #expect(disk.takeCalls().count { $0 == "begin" } > 1)
      #expect(try await bench.state(parent) == nil)
    }
  }
}
