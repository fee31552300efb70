// What is read for those who follow along is read once.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EventDetailsTests {
  /// Counts what is read, and may keep those who read waiting.
  private final class CountedStore: EventStore, Sendable {
    let reads = Noted<[[JobID]]>([])
    let attemptReads = Noted<[[JobStart]]>([])
    private let gate: Valve?
    private let name: Noted<String>

    init(gate: Valve? = nil, name: String = "n") {
      self.gate = gate
      self.name = Noted(name)
    }

    func rename(_ name: String) { self.name.change { $0 = name } }

    func labels(of ids: [JobID]) async throws(StoreError) -> [JobID: EventLabels] {
      let found = EventLabels(name: name.value, tags: [:], command: "c", schedule: nil)
      reads.change { $0.append(ids) }
      await gate?.wait()
      return Dictionary(uniqueKeysWithValues: ids.map { ($0, found) })
    }

    func attempts(_ starts: [JobStart]) async throws(StoreError) -> [JobStart: EventAttempt] {
      attemptReads.change { $0.append(starts) }
      return Dictionary(
        uniqueKeysWithValues: starts.map { ($0, EventAttempt(exit: AttemptExit(code: Int32($0.start), signal: nil))) })
    }
  }

  private let details = EventDetails()

  private func numbered(_ number: UInt64, _ change: Change) throws -> EventDetails.Numbered {
    EventDetails.Numbered(number: number, change: try #require(change.job))
  }

  @Test func eachJobIsReadOnceForAllItsChanges() async throws {
    let store = CountedStore()
    let changes = [
      try numbered(1, .sample(1)), try numbered(2, .sample(2)),
      try numbered(3, .sample(1, rev: 2, state: .running, from: .queued) { $0.starts = 1 }),
    ]
    let news = try await details.news(of: changes, from: store)
    #expect(news.map(\.job.id.value) == [1, 2, 1] && news.allSatisfy { $0.job.name == "n" && $0.job.command == "c" })
    #expect(store.reads.value.map { $0.sorted() } == [[JobID(1), JobID(2)]])
    // Nothing has ended whose end would have to be read.
    #expect(store.attemptReads.value.isEmpty)
    // The news itself is the same for the next who asks, and so is the text that is made of it.
    let again = try await details.news(of: changes, from: store)
    #expect(zip(news, again).allSatisfy { $0 === $1 } && store.reads.value.count == 1)
  }

  @Test func endOfAnEarlierAttemptIsReadWhereItIsNotKnown() async throws {
    let store = CountedStore()
    let retried = try numbered(1, .sample(1, rev: 5, state: .queued, from: .failed) { $0.starts = 2 })
    let started = try numbered(2, .sample(1, rev: 6, state: .running, from: .queued) { $0.starts = 3 })
    let news = try await details.news(of: [retried, started], from: store)
    #expect(news.map(\.job.exitCode) == [2, nil] && news.map { $0.before?.exitCode } == [2, 2])
    #expect(store.attemptReads.value == [[JobStart(job: JobID(1), start: 2)]])
  }

  @Test func thoseWhoAskAtOnceWaitForOneRead() async throws {
    let gate = Valve()
    let store = CountedStore(gate: gate)
    let first = Task.immediate { try await details.labels(of: [JobID(1)], from: store) }
    let second = Task.immediate { try await details.labels(of: [JobID(1)], from: store) }
    gate.open()
    #expect(try await first.value == second.value)
    #expect(store.reads.value == [[JobID(1)]])
  }

  @Test func whatWasReadBeforeAnEditIsNotRemembered() async throws {
    let gate = Valve()
    let store = CountedStore(gate: gate, name: "old")
    let read = Task.immediate { try await details.labels(of: [JobID(1)], from: store) }
    store.rename("new")
    details.forget([JobID(1)])
    gate.open()
    #expect(try await read.value[JobID(1)]?.name == "old")
    #expect(try await details.labels(of: [JobID(1)], from: store)[JobID(1)]?.name == "new")
  }
}
