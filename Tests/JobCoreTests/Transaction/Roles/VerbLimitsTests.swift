// A job that has left the limits of whoever asks is not there for them, whatever was seen before the transaction.

import TestSupport
import Testing

@testable import JobCore

@Suite struct VerbLimitsTests {
  private static let mine = RealmLimits(queues: ["mine"])

  enum Verb: String, CaseIterable {
    case cancel
    case release
    case edit
    case addCallback
    case removeCallbacks
  }

  private func isDone(_ verb: Verb, _ id: JobID, _ limits: RealmLimits?, _ bench: StoreBench) async throws -> Bool {
    let (store, now) = (bench.store, bench.now)
    var patch = JobPatch()
    patch.priority = 3
    let callback = Callback(.command(["true"]))
    return switch verb {
    case .cancel: try await store.cancel(id, CancelOptions(), within: limits, now: now).isDone
    case .release: try await store.move(id, .release, within: limits, now: now).isDone
    case .edit: try await store.update(id, patch, within: limits, now: now).isDone
    case .addCallback: try await store.addCallback(callback, to: id, within: limits, now: now).isDone
    case .removeCallbacks: try await store.removeCallbacks(of: id, within: limits, now: now).isDone
    }
  }

  private static func held(in queue: String) -> NewJob { .noop { ($0.queue, $0.holds) = (queue, true) } }

  @Test(arguments: StoreKind.all, Verb.allCases)
  func jobOutsideOfTheLimitsIsNotThere(_ kind: StoreKind, _ verb: Verb) async throws {
    try await kind.withStore { bench async throws in
      let (own, foreign) = (try await bench.insert(Self.held(in: "mine")), try await bench.insert(Self.held(in: "x")))
      let before = try await bench.job(foreign)
      #expect(try await isDone(verb, own, Self.mine, bench))
      #expect(try await !isDone(verb, foreign, Self.mine, bench))
      #expect(try await bench.job(foreign) == before)
      #expect(try await isDone(verb, foreign, nil, bench))
    }
  }

  @Test(arguments: StoreKind.all) func endedJobOutsideOfTheLimitsIsNotRemoved(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.put(in: .succeeded)
      #expect(try await !bench.store.delete(id, within: Self.mine, now: bench.now).isDone)
      #expect(try await bench.state(id) == .succeeded)
      #expect(try await bench.store.delete(id, within: nil, now: bench.now).isDone)
    }
  }

  @Test(arguments: StoreKind.all) func verbOverManyPassesOverThoseThatHaveLeft(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let ids = [try await bench.insert(Self.held(in: "mine")), try await bench.insert(Self.held(in: "x"))]
      let step = try await bench.store.bulk(.cancel, ids, within: Self.mine, now: bench.now)
      #expect(step.count == 1 && step.passed == 2)
      #expect(try await bench.state(ids[0]) == .cancelled)
      #expect(try await bench.state(ids[1]) == .held)
    }
  }
}
