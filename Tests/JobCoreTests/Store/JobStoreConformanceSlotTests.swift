// What stands in a job's way, in the order in which it is looked at: its queue, the queue's slots, its limit key, the
// queue's rate, and last the daemon's slots. What is blocked by its own queue blocks nobody else.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceSlotTests {
  private func job(_ queue: String, weight: Int = 1, _ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    .noop {
      $0.queue = queue
      $0.slotsNeeded = weight
      change(&$0)
    }
  }

  private func set(_ bench: StoreBench, _ queue: String, _ change: (inout QueueSettings) -> Void) async throws {
    var settings = QueueSettings()
    change(&settings)
    try await bench.store.setQueue(queue, settings, now: bench.now)
  }

  @Test(arguments: StoreKind.all) func jobThatWaitsForItsQueuesSlotsHoldsUpNoOther(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, "q") { $0.slots = 2 }
      _ = try await bench.start(job("q"))
      _ = try await bench.insert(job("q", weight: 2))
      let other = try await bench.insert(job("other"))
      #expect(try await bench.claim(1).map(\.id) == [other])
    }
  }

  @Test(arguments: StoreKind.all) func jobThatWaitsForItsQueuesRateHoldsUpNoOther(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, "q") { $0.rate = StartRate(count: 1, perMicros: 60_000_000) }
      _ = try await bench.start(job("q"))
      _ = try await bench.insert(job("q", weight: 2))
      let other = try await bench.insert(job("other"))
      #expect(try await bench.claim(1).map(\.id) == [other])
    }
  }

  @Test(arguments: StoreKind.all) func jobThatWaitsForTheDaemonTakesNoToken(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, "q") { $0.rate = StartRate(count: 1, perMicros: 60_000_000) }
      let heavy = try await bench.insert(job("q", weight: 3))
      _ = try await bench.insert(job("other"))
      // It can start as soon as the daemon has room, and nothing overtakes it.
      #expect(try await bench.claim(2).isEmpty)
      #expect(try await bench.claim(3).map(\.id) == [heavy])
    }
  }

  /// The daemon's slots say nothing about what is carried out elsewhere, and a queue counts what its jobs need.
  @Test func queueIsNeverOvercommitted() async throws {
    let kind = StoreKind(name: "four slots") { directory, now, onCommit in
      var options = StoreKind.options(directory, now: now)
      options.slotsTotal = 4
      return try SQLiteStore.open(options, logger: .silent, onCommit: onCommit)
    }
    try await kind.withRemoteStore { bench, remote in
      try await set(bench, "q") { $0.slots = 10 }
      _ = try await bench.insert(
        (0..<2).map { _ in
          var job = NewJob(.handler(name: "far", payload: nil))
          job.executor = Lane.remoteExecutor
          job.queue = "q"
          job.slotsNeeded = 6
          return job
        })
      #expect(try await remote.claim(max: 2).count == 1)
      _ = try await bench.insert(job("q", weight: 8))
      #expect(try await bench.claim(4).isEmpty)
      #expect(try await bench.store.queues().first { $0.name == "q" }?.slotsUsed == 6)
    }
  }

  /// One that needs more than there are takes all of them, and external jobs beside it none: whoever is asked.
  @Test(arguments: StoreKind.all) func slotsInUseAreTheSameToAllWhoAsk(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      func shown() async throws -> QueueStatus? { try await bench.store.queues().first { $0.name == "q" } }
      try await set(bench, "q") { $0.slots = 2 }
      _ = try await bench.insert([job("q", weight: 6)] + (0..<3).map { _ in job("q") { $0.work = .external } })
      #expect(try await bench.claim(2).count == 1)
      try await bench.store.ping()
      let first = try #require(try await shown())
      #expect(first.counts == [.running: 4] && first.slotsUsed == 2)
      for isPaused in [true, false] {
        let told = try await bench.store.setQueuePaused("q", isPaused, now: bench.now)
        #expect(told?.slotsUsed == 2)
        #expect(try await shown() == told)
      }
      // They count at once when there are more or fewer: nothing starts or ends for that.
      for slots in [4, 1] {
        var change = QueueChange()
        change.slots = .set(slots)
        guard case .done(let told) = try await bench.store.setQueue("q", change, now: bench.now) else {
          throw Unexpected(what: "too many queues")
        }
        #expect(told.slotsUsed == slots)
        #expect(try await shown() == told)
      }
      try await bench.reopen()
      #expect(try await shown()?.slotsUsed == 1)
    }
  }

  /// Jobs that were started when there were more go on.
  @Test(arguments: StoreKind.all) func moreSlotsMayBeInUseThanThereAreLeft(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, "q") { $0.slots = 3 }
      for _ in 0..<3 { _ = try await bench.start(job("q")) }
      try await set(bench, "q") { $0.slots = 1 }
      #expect(try await bench.store.queues().first { $0.name == "q" }?.slotsUsed == 3)
    }
  }

  // MARK: Why

  private func why(_ bench: StoreBench, _ id: JobID, _ free: Int) async throws -> [Blocker] {
    try #require(try await bench.store.why(id, room: ClaimRoom(slots: free), now: bench.now)).blockers
  }

  @Test(arguments: StoreKind.all) func whyNamesTheJobAheadThatWaits(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, "q") { $0.slots = 2 }
      _ = try await bench.start(job("q"))
      let heavy = try await bench.insert(job("q", weight: 2))
      let light = try await bench.insert(job("q"))
      let other = try await bench.insert(job("other"))
      #expect(try await why(bench, heavy, 4).map(\.kind) == [.slots])
      #expect(try await why(bench, heavy, 4).first?.cause == .queueSlots(queue: "q", used: 1, slots: 2, needed: 2))
      let behind = try await why(bench, light, 4)
      #expect(behind.map(\.kind) == [.slots])
      #expect(behind.first?.cause == .ahead(heavy, waitsFor: .queueSlots(queue: "q", count: 2)))
      #expect(try await why(bench, other, 4).isEmpty)
      // One that waits for the daemon's slots holds up all behind it, and those only.
      let whole = try await bench.insert(job("wide", weight: 4))
      let late = try await bench.insert(job("late"))
      let urgent = try await bench.insert(job("late") { $0.priority = 5 })
      #expect(try await why(bench, whole, 3).first?.cause == .daemonSlots(free: 3, needed: 4))
      let last = try await why(bench, late, 3).first?.cause
      #expect(last == .ahead(whole, waitsFor: .daemonSlots(count: 4)))
      #expect(try await why(bench, urgent, 3).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func whyNamesObstaclesInTheOrderOfAdmission(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, "q") {
        $0.slots = 1
        $0.rate = StartRate(count: 1, perMicros: 60_000_000)
      }
      let limited = job("q") { $0.limit = LimitRule(key: "k", max: 1) }
      _ = try await bench.start(limited)
      let id = try await bench.insert(limited)
      #expect(try await why(bench, id, 0).map(\.kind) == [.slots, .limit, .rate, .slots])
      _ = try await bench.store.setQueuePaused("q", true, now: bench.now)
      #expect(try await why(bench, id, 1).map(\.kind) == [.queuePaused, .slots, .limit, .rate])
    }
  }
}
