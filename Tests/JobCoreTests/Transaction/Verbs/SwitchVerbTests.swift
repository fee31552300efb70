// Exchanges of places, in the transaction in which other things are done to the same jobs.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SwitchVerbTests {
  private func exchange(_ one: JobID, _ other: JobID, _ bench: RuleBench) throws -> JobError? {
    try bench.run { tx in try SwitchVerb.exchange(one, other, tx) }
  }

  @Test func jobsOfDifferentMomentsTakeEachOthers() throws {
    let bench = RuleBench()
    let first = try bench.insert()
    bench.clock.advance(byMicros: 7)
    let second = try bench.insert(.noop { $0.priority = 0 })
    #expect(try exchange(first, second, bench) == nil)
    #expect(try bench.row(first).readyAt == Timestamp.noon.micros + 7)
    #expect(try bench.row(second).readyAt == Timestamp.noon.micros)
    #expect(try bench.claim(2).map(\.id) == [second, first])
  }

  /// It is told of both, though one of them stands where it stood.
  @Test func bothAreToldOf() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.noop(), .noop()])
    #expect(try exchange(ids[0], ids[1], bench) == nil)
    let told = bench.told.changes.compactMap { change -> JobID? in
      if case .job(let job) = change { job.facts.id } else { nil }
    }
    #expect(Set(told) == Set(ids))
    #expect(bench.told.events.isEmpty)
  }

  @Test func whatComesInTheSameTransactionStandsBehindThem() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.noop(), .noop()])
    let late = try bench.run { tx -> JobID in
      _ = try SwitchVerb.exchange(ids[0], ids[1], tx)
      guard case .created(let jobs, _) = try Submit.jobs([.noop()], idempotency: nil, tx) else {
        throw Unexpected(what: "the submission was refused")
      }
      return jobs[0].id
    }
    #expect(try bench.claim(3).map(\.id) == [ids[1], ids[0], late])
  }

  @Test func jobThatEndedBeforeInTheSameTransactionIsRefused() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.noop(), .noop()])
    let refusal = try bench.run { tx -> JobError? in
      _ = try CancelVerb.job(ids[1], CancelOptions(), tx)
      return try SwitchVerb.exchange(ids[0], ids[1], tx)
    }
    #expect(refusal == .invalidState(ids[1], state: .cancelled, verb: "switch"))
  }
}
