// What somebody with limits has seen of a batch holds in the transaction, or nothing is done.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SightTests {
  private static let mine = RealmLimits(queues: ["mine"])

  /// What comes between the look and the verb.
  enum Between: String, CaseIterable {
    case nothing
    case ownMember
    case foreignMember
    case moveOfAMember
    case manyMembers

    var changesWhatIsSeen: Bool { [.foreignMember, .moveOfAMember, .manyMembers].contains(self) }
  }

  enum Verb: String, CaseIterable {
    case close
    case cancel
    case join
    case follow
    case followFromABatch
  }

  private static func held(in queue: String = "mine", _ batch: BatchID? = nil) -> NewJob {
    .noop { ($0.queue, $0.batch, $0.holds, $0.limits) = (queue, batch, true, queue == "mine" ? mine : nil) }
  }

  private func happen(_ between: Between, _ bench: StoreBench, _ batch: BatchID, _ member: JobID) async throws {
    switch between {
    case .nothing: break
    case .ownMember: try await bench.insert(Self.held(batch))
    case .foreignMember: try await bench.insert(Self.held(in: "secret", batch))
    case .moveOfAMember:
      var patch = JobPatch()
      patch.queue = "secret"
      guard case .done = try await bench.store.update(member, patch, now: bench.now) else {
        throw Unexpected(what: "it was not moved")
      }
    case .manyMembers:
      _ = try await bench.insert([NewJob](repeating: Self.held(batch), count: Limits.edgesPage))
    }
  }

  /// Whether the verb was carried out; false if it has to be looked at again.
  private func isDone(_ verb: Verb, _ batch: BatchID, since mark: SightMark?, _ bench: StoreBench) async throws -> Bool
  {
    let (store, now) = (bench.store, bench.now)
    let follower = NewJob.noop {
      ($0.queue, $0.limits, $0.after) = ("mine", Self.mine, [Dependency(.batch(batch), on: .any)])
    }
    switch verb {
    case .close: return try isDone(try await store.closeBatch(batch, since: mark, now: now))
    case .cancel: return try isDone(try await store.cancelBatch(batch, reason: nil, since: mark, now: now))
    case .join: return try isDone(try await store.insert([Self.held(batch)], idempotency: nil, since: mark, now: now))
    case .follow: return try isDone(try await store.insert([follower], idempotency: nil, since: mark, now: now))
    case .followFromABatch:
      let new = NewBatch(jobs: [.noop { ($0.queue, $0.then) = ("mine", [FollowUp(follower)]) }])
      switch try await store.createBatch(new, idempotency: nil, since: mark, now: now) {
      case .created: return true
      case .refused(.lookAgain): return false
      case let other: throw Unexpected(what: "\(other)")
      }
    }
  }

  private func isDone(_ verdict: BatchVerdict) throws -> Bool {
    switch verdict {
    case .done: return true
    case .lookAgain: return false
    default: throw Unexpected(what: "\(verdict)")
    }
  }

  private func isDone(_ answer: InsertAnswer) throws -> Bool {
    switch answer {
    case .created: return true
    case .refused(.lookAgain): return false
    default: throw Unexpected(what: "\(answer)")
    }
  }

  @Test(arguments: StoreKind.all, Verb.allCases)
  func verbIsCarriedOutOnlyIfWhatWasSeenIsStillSo(_ kind: StoreKind, _ verb: Verb) async throws {
    for between in Between.allCases {
      try await kind.withStore { bench async throws in
        let (batch, members) = try await bench.batch([Self.held(), Self.held()], staysOpen: true)
        let mark = try await bench.store.sightMark(for: Self.mine)
        try await happen(between, bench, batch, members[0])
        let count = try await bench.batch(batch).counts.values.reduce(0, +)
        let isDone = try await isDone(verb, batch, since: mark, bench)
        #expect(isDone != between.changesWhatIsSeen, "\(between.rawValue)")
        if !isDone {
          let left = try await bench.batch(batch)
          #expect(left.isOpen && !left.isCancelRequested && left.counts.values.reduce(0, +) == count)
          // Whoever sees all need not look.
          #expect(try await self.isDone(verb, batch, since: nil, bench))
        }
      }
    }
  }

  /// A move that is taken back, or came before the look, is none.
  @Test func onlyMovesSinceTheLookCount() throws {
    let bench = RuleBench()
    let job = try bench.insert(.noop { ($0.queue, $0.holds) = ("a", true) })
    var patch = JobPatch()
    patch.queue = "b"
    try bench.run { [patch] tx in _ = try JobEdit.apply(patch, to: job, tx) }
    let mark = try bench.run { tx in Sight.mark(for: Self.mine, tx) }
    #expect(throws: Unexpected.self) {
      try bench.run { tx in
        var back = JobPatch()
        back.queue = "a"
        _ = try JobEdit.apply(back, to: job, tx)
        #expect(try !Sight.holds(mark, of: [BatchID(7)], tx))
        throw Unexpected(what: "taken back")
      }
    }
    #expect(try bench.run { tx in try Sight.holds(mark, of: [BatchID(7)], tx) })
  }
}
