// Verbs on many jobs: each is done to those that are in a state for it, a piece in each transaction.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BulkTests {
  @Test(arguments: [BulkVerb.cancel, .retry, .delete]) func onlyThoseInAStateForItCount(_ verb: BulkVerb) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var ids: [JobID] = []
      for state in [JobState.held, .succeeded, .cancelled, .queued] { ids.append(try await bench.put(in: state)) }
      let step = try await bench.store.bulk(verb, ids + [JobID(99)], now: bench.now)
      #expect(step.passed == 5)
      #expect(step.count == (verb == .retry ? 1 : 2))
      #expect(step.deleted.map(\.id) == (verb == .delete ? [ids[1], ids[2]] : []))
      // What is not there stays nowhere.
      #expect(step.stays == (verb == .delete ? [ids[0], ids[3]] : []))
    }
  }

  @Test func holdReleaseAndEditReachThoseInAStateForThem() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var ids: [JobID] = []
      for state in [JobState.scheduled, .succeeded, .held, .queued] { ids.append(try await bench.put(in: state)) }
      let held = try await bench.store.bulk(.hold, ids, now: bench.now)
      #expect(held.passed == 4 && held.count == 2)
      #expect(try await bench.counts() == [.held: 3, .succeeded: 1])
      var patch = JobPatch()
      patch.priority = 7
      #expect(try await bench.store.bulk(.edit(patch), ids, now: bench.now).count == 3)
      let released = try await bench.store.bulk(.release, ids, now: bench.now)
      #expect(released.passed == 4 && released.count == 3)
      #expect(try await bench.counts() == [.queued: 2, .scheduled: 1, .succeeded: 1])
      for id in [ids[0], ids[2], ids[3]] { #expect(try await bench.job(id).priority == 7) }
    }
  }

  @Test func editThatSomeAreRefusedIsDoneToTheOthersAndSaid() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = [
        try await bench.put(in: .retrying), try await bench.put(in: .queued), try await bench.put(in: .queued),
      ]
      var patch = JobPatch()
      patch.retry = .attempts(1)
      let step = try await bench.store.bulk(.edit(patch), ids, now: bench.now)
      #expect(step.passed == 3 && step.count == 2 && step.refused == .attemptsUsed(ids[0], 1))
      patch = JobPatch()
      patch.queue = "small"
      var settings = QueueSettings()
      settings.maxQueued = 1
      try await bench.store.setQueue("small", settings, now: bench.now)
      let moved = try await bench.store.bulk(.edit(patch), ids, now: bench.now)
      #expect(moved.count == 1 && moved.full == FullQueue(name: "small", max: 1))
    }
  }

  @Test func longValuesAreWrittenToFewJobsAtATime() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await bench.insert((0..<8).map { _ in .noop { $0.holds = true } }).map(\.id)
      var patch = JobPatch()
      patch.process.stdin = .set([UInt8](repeating: 1, count: 8 << 20))
      let step = try await bench.store.bulk(.edit(patch), ids, now: bench.now)
      #expect(step.count == step.passed && (1..<8).contains(step.count))
      patch.process.stdin = .set([1])
      #expect(try await bench.store.bulk(.edit(patch), ids, now: bench.now).count == 8)
    }
  }

  @Test(arguments: [BulkVerb.cancel, .retry, .delete]) func oneThatCannotBeReadIsPassed(_ verb: BulkVerb) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var ids: [JobID] = []
      for _ in 0..<3 { ids.append(try await bench.put(in: verb == .cancel ? .held : .cancelled)) }
      try bench.makeUnreadable(ids[1])
      let step = try await bench.store.bulk(verb, ids, now: bench.now)
      #expect(step.passed == 3 && step.count == 2)
      guard case .unreadable(_, let message)? = step.unreadable else { throw Unexpected(what: "\(step)") }
      #expect(message.contains("job \(ids[1])"))
      #expect(step.stays == (verb == .delete ? [ids[1]] : []))
    }
  }

  @Test func whatOneTransactionDoesNotComeToIsLeft() async throws {
    try await StoreKind.brief.withStore { bench async throws in
      let ids = try await bench.insert((0..<50).map { _ in .noop() }).map(\.id)
      var left = ids[...]
      var steps = 0
      while !left.isEmpty {
        let step = try await bench.store.bulk(.cancel, Array(left), now: bench.now)
        #expect(step.passed > 0 && step.count == step.passed)
        left = left.dropFirst(step.passed)
        steps += 1
      }
      #expect(steps > 2)
      #expect(try await bench.counts() == [.cancelled: 50])
    }
  }
}
