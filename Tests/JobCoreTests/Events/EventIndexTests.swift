// Whom a change may concern, found without asking everybody.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EventIndexTests {
  /// Readers by their numbers.
  private static let filters: [@Sendable (inout EventFilter) -> Void] = [
    { _ in }, { $0.jobs.queue = "a" }, { $0.jobs.queue = "b" }, { $0.jobs.limits.queues = ["a", "b"] },
    { $0.jobs.batch = BatchID(3) }, { $0.jobs.states = [.failed] },
    // Nothing is within both.
    {
      $0.jobs.queue = "a"
      $0.jobs.limits.queues = ["b"]
    },
  ]

  private static func matcher(_ number: Int) -> EventMatcher {
    var filter = EventFilter()
    filters[number](&filter)
    return EventMatcher(filter)
  }

  private var full: EventIndex {
    var index = EventIndex()
    for number in Self.filters.indices { index.add(number, Self.matcher(number)) }
    return index
  }

  private static let changes: [Change] = [
    .sample(queue: "a"), .sample(queue: "b", batch: 3), .sample(queue: "c"), .batch(.sample(3), at: .noon),
    .batch(.sample(4), at: .noon),
    .queue(QueueStatus(name: "a", settings: QueueSettings(), counts: [:]), isDeleted: false, at: .noon),
    .schedule(schedule(in: "a"), isDeleted: false, before: nil, at: .noon),
    // Whoever saw it where it was is to hear that it is gone.
    .schedule(schedule(in: "c"), isDeleted: false, before: schedule(in: "b"), at: .noon),
  ]

  private static func schedule(in queue: String) -> Schedule {
    Schedule(
      name: "s", spec: NewSchedule(.every(micros: 1), job: .noop { $0.queue = queue }), createdAt: .noon,
      updatedAt: .noon, firedCount: 0, skippedCount: 0)
  }

  /// Each is one who may be meant; more are no harm, and few enough to be worth it.
  @Test(arguments: changes.indices) func nobodyWhomItMayConcernIsLeftOut(_ number: Int) {
    let change = Self.changes[number]
    let candidates = Set(full.candidates(for: change))
    let meant = Self.filters.indices.filter { Self.matcher($0).mayMean(change) }
    #expect(candidates.isSuperset(of: meant))
  }

  @Test func changeOfOneQueueLooksAtNobodyWhoWaitsForAnother() {
    #expect(Set(full.candidates(for: .sample(queue: "a"))) == [0, 1, 3, 5])
    #expect(Set(full.candidates(for: .sample(queue: "c"))) == [0, 5])
    #expect(Set(full.candidates(for: .batch(.sample(3), at: .noon))) == [0, 3, 4, 5])
  }

  @Test func whoHasLeftIsInNoPlace() {
    var index = full
    for number in Self.filters.indices { index.remove(number, Self.matcher(number)) }
    #expect(index.isEmpty && index.others.isEmpty)
    for change in Self.changes { #expect(index.candidates(for: change).isEmpty) }
  }
}
