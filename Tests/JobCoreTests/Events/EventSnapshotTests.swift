// A follower that begins with what there is, and what happens meanwhile.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EventSnapshotTests {
  private let bench = EventBench()

  private func patch(_ change: (inout JobPatch) -> Void) -> JobPatch {
    var patch = JobPatch()
    change(&patch)
    return patch
  }

  @Test(arguments: StoreKind.all) func snapshotIsWhatAListShows(_ kind: StoreKind) async throws {
    try await bench.withStore(kind) { store in
      let count = 4 * Limits.eventSnapshotPageMax + 3
      _ = try await store.insert((0..<count).map { number in .noop { $0.queue = number % 3 == 0 ? "a" : "b" } })
      var reader = try bench.follow(store.store, snapshot: true) { $0.jobs.queue = "a" }
      let events = try await bench.heard(&reader)
      let rows = events.dropLast()
      #expect(events.last?.short == "end" && events.last?.position?.number == bench.ring.last)
      #expect(rows.allSatisfy { $0.isSnapshot && $0.position == nil })
      var filter = JobFilter()
      filter.queue = "a"
      let listed = try await store.store.ids(filter, limit: count, after: nil)
      #expect(Set(rows.compactMap { $0.job?.id }) == Set(listed) && rows.count == listed.count)
    }
  }

  @Test func whatChangesMeanwhileComesAfterTheSnapshot() async throws {
    try await bench.withStore { store in
      let count = Limits.eventSnapshotPageMax + 1
      let ids = try await store.insert((0..<count).map { _ in .noop() }).map(\.id)
      var reader = try bench.follow(store.store, snapshot: true) { $0.jobs.states = [.queued] }
      #expect(try await reader.next().position == nil)
      let first = try await reader.next().events
      #expect(first.first?.short == "1 queued there")
      for id in [ids[0], ids[count - 1]] { _ = try await store.store.cancel(id, CancelOptions(), now: store.now) }
      _ = try await store.store.update(ids[1], patch { $0.priority = 3 }, now: store.now)
      let new = try await store.insert()
      let events = try await bench.heard(&reader)
      // What was still to be read was read as it is by now, and has nothing that would have to be told.
      let there = (first + events).prefix { $0.isSnapshot }
      #expect(there.map(\.short) == (ids[..<(count - 1)] + [new]).map { "\($0) queued there" })
      #expect(events.drop { $0.isSnapshot }.map(\.short) == ["end", "1 cancelled left", "2 edited"])
    }
  }

  @Test func whoComesBackGetsASnapshotOnlyIfSomethingIsMissing() async throws {
    try await bench.withStore { store in
      try await store.insert()
      let position = EventPosition(boot: 7, number: 0)
      var back = try bench.follow(store.store, after: position, snapshot: true)
      #expect(try await bench.heard(&back).map(\.short) == ["1 queued"])
      let stranger = EventPosition(boot: 3, number: 0)
      var late = try bench.follow(store.store, after: stranger, snapshot: true)
      let events = try await bench.heard(&late)
      #expect(events.map(\.short) == ["gap restarted", "1 queued there", "end"])
      // Nobody goes on from within a snapshot.
      #expect(events.map { $0.position == nil } == [true, true, false])
    }
  }

  @Test func snapshotThatIsTooSlowIsGivenUp() async throws {
    var bounds = EventRingState.Bounds()
    bounds.changesMax = 2
    let bench = EventBench(bounds)
    try await bench.withStore { store in
      try await store.insert()
      var reader = try bench.follow(store.store, snapshot: true)
      _ = try await reader.next()
      for _ in 0..<3 { try await store.insert() }
      let page = try await reader.next()
      #expect(page.events.map(\.short) == ["gap overrun"] && page.isLast && page.position == nil)
    }
  }

  @Test func snapshotIsNotGivenUpForWhatIsNotMeant() async throws {
    var bounds = EventRingState.Bounds()
    bounds.changesMax = 50
    let bench = EventBench(bounds)
    try await bench.withStore { store in
      let count = 2 * Limits.eventSnapshotPageMax + 1
      _ = try await store.insert((0..<count).map { _ in .noop { $0.queue = "a" } })
      var reader = try bench.follow(store.store, snapshot: true) { $0.jobs.queue = "a" }
      _ = try await reader.next()
      var events: [QueueEvent] = []
      while events.last?.short != "end" {
        events += try await reader.next().events
        _ = try await store.insert((0..<40).map { _ in .noop { $0.queue = "b" } })
      }
      #expect(events.count == count + 1)
      let id = try await store.insert(.noop { $0.queue = "a" })
      #expect(try await bench.heard(&reader).map(\.short) == ["\(id) queued"])
    }
  }

  /// Nor for what happens to jobs that it has yet to read, and for few of the others.
  @Test func snapshotIsNotGivenUpForWhatItWillRead() async throws {
    var bounds = EventRingState.Bounds()
    bounds.changesMax = 50
    let bench = EventBench(bounds)
    try await bench.withStore { store in
      let count = 4 * Limits.eventSnapshotPageMax - 5
      let ids = try await store.insert((0..<count).map { _ in .noop() }).map(\.id)
      var reader = try bench.follow(store.store, snapshot: true)
      _ = try await reader.next()
      var events = try await reader.next().events
      _ = try await store.store.update(ids[0], patch { $0.priority = 1 }, now: store.now)
      var priority = 1
      while events.last?.short != "end" {
        for _ in 0..<40 {
          priority += 1
          _ = try await store.store.update(ids[count - 1], patch { $0.priority = priority }, now: store.now)
        }
        events += try await reader.next().events
      }
      let rows = events.filter(\.isSnapshot)
      #expect(rows.compactMap { $0.job?.id } == ids && rows.last?.job?.priority == priority)
      // It has been held beside the ring, which has passed it long since.
      let gone = try #require(events.last?.position)
      #expect(!bench.ring.holds(after: gone.number))
      #expect(try await bench.heard(&reader).map(\.short) == ["1 edited"])
    }
  }

  @Test func snapshotNarrowsByReasonAndExitCodeToo() async throws {
    try await bench.withStore { store in
      for code: Int32 in [1, 2, 1] { try await store.end(try await store.start(), .exited(code: code)) }
      var reader = try bench.follow(store.store, snapshot: true) {
        $0.exitCode = 1
        $0.reason = .exit
      }
      #expect(try await bench.heard(&reader).map(\.short) == ["1 failed there", "3 failed there", "end"])
    }
  }
}
