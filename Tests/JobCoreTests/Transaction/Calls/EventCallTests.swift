// What is read for those who follow along: nothing that nobody means, and once what many do.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EventCallTests {
  /// Notes what is read of it for events.
  private final class CountedEvents: EventStore, Sendable {
    private let store: any EventStore
    let labels = Noted<[[JobID]]>([])
    let attempts = Noted<[[JobStart]]>([])

    init(_ store: any EventStore) {
      self.store = store
    }

    func labels(of ids: [JobID]) async throws(StoreError) -> [JobID: EventLabels] {
      labels.change { $0.append(ids) }
      return try await store.labels(of: ids)
    }

    func attempts(_ starts: [JobStart]) async throws(StoreError) -> [JobStart: EventAttempt] {
      attempts.change { $0.append(starts) }
      return try await store.attempts(starts)
    }
  }

  private let bench = EventBench()

  private func follow(
    _ store: any JobStore, _ events: CountedEvents, _ change: (inout EventFilter) -> Void = { _ in }
  ) throws -> EventReader {
    var filter = EventFilter()
    change(&filter)
    return try #require(
      EventReader(
        filter, from: EventOrigin(now: bench.ring, wantsSnapshot: false), ring: bench.ring, details: bench.details,
        jobs: store, store: events))
  }

  /// So many jobs, from their submission to their end.
  private func live(_ count: Int, _ store: StoreBench) async throws {
    let ids = try await store.insert((0..<count).map { _ in .noop() }).map(\.id)
    for id in ids { _ = try await store.store.cancel(id, CancelOptions(), now: store.now) }
  }

  /// Filters by what is kept of every change.
  private static let strangers: [@Sendable (inout EventFilter) -> Void] = [
    { $0.jobs.queue = "other" }, { $0.jobs.states = [.failed] }, { $0.jobs.kind = .exec },
    { $0.jobs.batch = BatchID(99) }, { $0.jobs.limits.queues = ["other"] }, { $0.reason = .exit },
    {
      $0.jobs.queue = "other"
      $0.jobs.nameGlob = "n*"
    },
  ]

  @Test(arguments: [1, 10, 500]) func nothingIsReadThatNobodyMeans(_ count: Int) async throws {
    try await bench.withStore(.sqlite) { store in
      let events = CountedEvents(store.store.events)
      var readers = try Self.strangers.map { try follow(store.store, events, $0) }
      try await live(count, store)
      #expect(bench.ring.last >= UInt64(2 * count))
      for index in readers.indices {
        let heard = try await bench.heard(&readers[index])
        #expect(heard.isEmpty, "\(index): \(heard.map(\.short))")
      }
      #expect(events.labels.value.isEmpty && events.attempts.value.isEmpty)
      #expect(bench.details.newsCount == 0, "nothing is made of what nobody hears")
    }
  }

  @Test(arguments: [1, 10, 500]) func whatManyMeanIsReadOnce(_ count: Int) async throws {
    try await bench.withStore(.sqlite) { store in
      let events = CountedEvents(store.store.events)
      var readers = try (0..<5).map { _ in try follow(store.store, events) }
      try await live(count, store)
      for index in readers.indices {
        let heard = try await bench.heard(&readers[index])
        #expect(heard.count == 2 * count)
      }
      #expect(events.labels.value.flatMap(\.self).count == count)
      // In sets, a page at a time.
      #expect(events.labels.value.count <= count / 10 + 1)
      #expect(events.attempts.value.isEmpty, "none of them has run")
    }
  }
}
