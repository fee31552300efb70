// What every store does when two jobs are to change places.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceSwitchTests {
  private func exchange(_ one: JobID, _ other: JobID, _ bench: StoreBench) async throws -> SwitchAnswer<Job> {
    try await bench.store.exchange(one, other, within: nil, now: bench.now)
  }

  private func line(_ bench: StoreBench) async throws -> [JobID] {
    try await bench.store.jobs(JobFilter(), order: .priority, limit: 100, after: nil).jobs.map(\.id)
  }

  private func refusal(_ answer: SwitchAnswer<Job>) -> JobError? {
    if case .refused(let error) = answer { error } else { nil }
  }

  @Test(arguments: StoreKind.all) func jobsOfOneRequestChangePlaces(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let ids = try await bench.insert((0..<5).map { _ in .noop() }).map(\.id)
      guard case .done(let one, let other) = try await exchange(ids[3], ids[1], bench) else {
        throw Unexpected(what: "they have not changed places")
      }
      #expect(one.id == ids[3] && other.id == ids[1])
      // Who comes at that very moment comes last.
      let late = try await bench.insert()
      #expect(try await line(bench) == [ids[0], ids[3], ids[2], ids[1], ids[4], late])
      #expect(try await bench.store.why(ids[3], room: ClaimRoom(slots: 9), now: bench.now)?.position == 2)
      try await bench.reopen()
      #expect(try await bench.claim(9).map(\.id) == [ids[0], ids[3], ids[2], ids[1], ids[4], late])
    }
  }

  @Test(arguments: StoreKind.all, [UInt64.random(in: .min ... .max), 1])
  func everybodyElseKeepsTheirPlace(_ kind: StoreKind, _ seed: UInt64) async throws {
    try await kind.withStore { bench async throws in
      var random = SeededRandom(seed)
      for _ in 0..<6 {
        let jobs = (0..<Int.random(in: 1...4, using: &random)).map { _ in newJob(&random) }
        _ = try await bench.insert(jobs)
        bench.now = bench.now + 1_000_000
      }
      for step in 0..<40 {
        var wanted = try await line(bench)
        let (one, other) = (
          Int.random(in: wanted.indices, using: &random), Int.random(in: wanted.indices, using: &random)
        )
        if one == other { continue }
        let answer = try await exchange(wanted[one], wanted[other], bench)
        wanted.swapAt(one, other)
        #expect(refusal(answer) == nil, "seed \(seed), step \(step)")
        #expect(try await line(bench) == wanted, "seed \(seed), step \(step)")
      }
    }
  }

  private func newJob(_ random: inout SeededRandom) -> NewJob {
    var job = NewJob.noop()
    job.priority = Int.random(in: 0...1, using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: job.limit = LimitRule(key: "k", max: 1)
    case 1: job.executor = "a"
    default: break
    }
    return job
  }

  @Test(arguments: StoreKind.all) func jobsOfALimitKeyStartInTheirNewOrder(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let new = NewJob.noop { $0.limit = LimitRule(key: "k", max: 1) }
      let ids = try await bench.insert([new, new, new]).map(\.id)
      #expect(refusal(try await exchange(ids[0], ids[2], bench)) == nil)
      for id in [ids[2], ids[1], ids[0]] {
        let claimed = try await bench.claim(9)
        #expect(claimed.map(\.id) == [id])
        for job in claimed { try await bench.end(job, .exited(code: 0)) }
      }
    }
  }

  @Test(arguments: StoreKind.all) func prioritiesAreExchangedToo(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let low = try await bench.insert()
      let high = try await bench.insert(.noop { $0.priority = 5 })
      let revision = try await bench.job(low).rev
      #expect(refusal(try await exchange(low, high, bench)) == nil)
      #expect(try await line(bench) == [low, high])
      let (one, other) = (try await bench.job(low), try await bench.job(high))
      #expect(one.priority == 5 && other.priority == 0 && one.rev > revision)
    }
  }

  @Test(arguments: StoreKind.all, StoreBench.reachable)
  func whatIsNotInLineGivesItsPriority(_ kind: StoreKind, _ state: JobState) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.put(in: state)
      let other = try await bench.insert()
      let answer = try await exchange(other, id, bench)
      if state == .running || state.isTerminal {
        #expect(refusal(answer) == .invalidState(id, state: state, verb: "switch"))
        return
      }
      if state == .queued {
        #expect(refusal(answer) == nil)
        return
      }
      #expect(refusal(answer) == .notSwitchable(other, id, .nothingToExchange))
      var patch = JobPatch()
      patch.priority = 4
      _ = try await bench.store.update(id, patch, now: bench.now)
      #expect(refusal(try await exchange(other, id, bench)) == nil)
      let (one, two) = (try await bench.job(id), try await bench.job(other))
      #expect(one.priority == 0 && two.priority == 4 && one.state == state && two.state == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func whatCannotBeExchangedIsRefused(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let one = try await bench.insert()
      let far = try await bench.insert(.noop { $0.queue = "far" })
      #expect(refusal(try await exchange(one, one, bench)) == .notSwitchable(one, one, .sameJob))
      #expect(refusal(try await exchange(one, far, bench)) == .notSwitchable(one, far, .differentQueues))
      #expect(refusal(try await exchange(one, JobID(99), bench)) == .notFound(JobID(99)))
      let mine = try await bench.store.exchange(
        one, far, within: RealmLimits(queues: ["default"]), now: bench.now)
      #expect(refusal(mine) == .notFound(far))
    }
  }

  /// Each exchange takes room between two moments, until there is none.
  @Test(arguments: StoreKind.all) func jobsOfMomentsNextToOneAnotherKeepTheirOrder(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var ids: [JobID] = []
      for _ in 0..<3 {
        ids += try await bench.insert([.noop(), .noop(), .noop()]).map(\.id)
        bench.now = bench.now + 1
      }
      // Those of the first moment can go ahead, those of the last behind; of those between them nobody can move.
      #expect(refusal(try await exchange(ids[0], ids[1], bench)) == nil)
      #expect(refusal(try await exchange(ids[7], ids[8], bench)) == nil)
      #expect(refusal(try await exchange(ids[3], ids[4], bench)) == .notSwitchable(ids[3], ids[4], .tooManyBeside))
      #expect(try await line(bench) == [1, 0, 2, 3, 4, 5, 6, 8, 7].map { ids[$0] })
    }
  }

  @Test(arguments: StoreKind.all) func tooManyInOnePlaceAreNotMoved(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let count = 2 * Limits.switchedTogetherMax + 10
      let ids = try await bench.insert((0..<count).map { _ in .noop() }).map(\.id)
      let (one, other) = (ids[count / 2], ids[count / 2 + 1])
      #expect(refusal(try await exchange(one, other, bench)) == .notSwitchable(one, other, .tooManyBeside))
      // At the ends of the line few have to be.
      #expect(refusal(try await exchange(ids[0], ids[1], bench)) == nil)
      #expect(refusal(try await exchange(ids[0], ids[count - 1], bench)) == nil)
      #expect(try await line(bench).prefix(2) == [ids[1], ids[count - 1]])
    }
  }

  /// A job that is given the place of an older one has waited as long as that.
  @Test(arguments: StoreKind.all) func whatIsGainedByWaitingGoesWithThePlace(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.agingMicros = 1_000
      try await bench.store.setQueue("default", settings, now: bench.now)
      let old = try await bench.insert()
      bench.now = bench.now + 4_500
      let urgent = try await bench.insert(.noop { $0.priority = 3 })
      let new = try await bench.insert()
      #expect(refusal(try await exchange(old, new, bench)) == nil)
      #expect(try await bench.claim(9).map(\.id) == [new, urgent, old])
    }
  }
}
