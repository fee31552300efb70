// The search for jobs that would wait for each other, through long chains and wide batches.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CycleSearchTests {
  /// `count` jobs each of which waits for the one before it, the first of them held.
  private func chain(_ count: Int, _ bench: StoreBench, after first: [Dependency] = []) async throws -> [JobID] {
    var ids: [JobID] = []
    for index in 0..<count {
      let after = ids.last.map { [Dependency(.job($0))] } ?? first
      ids.append(
        try await bench.insert(
          .noop {
            $0.holds = index == 0
            $0.after = after
          }))
    }
    return ids
  }

  private func fields(_ id: JobID, after parents: [Parent], _ bench: StoreBench) async throws -> [String] {
    var patch = JobPatch()
    patch.after = parents.map { Dependency($0) }
    let answer = try await bench.store.update(id, patch, now: bench.now)
    if case .invalid(let faults) = answer { return faults.map(\.field) }
    #expect(answer.isDone)
    return []
  }

  @Test func longChainIsFollowedToItsEnd() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await chain(60, bench)
      let other = try await bench.put(in: .held)
      #expect(try await fields(ids[0], after: [.job(other), .job(ids[59])], bench) == ["after[1].job"])
      #expect(try await fields(ids[0], after: [.job(ids[0])], bench) == ["after[0].job"])
      #expect(try await fields(ids[0], after: [.job(other)], bench) == [])
    }
  }

  @Test func memberIsFoundBehindManyOthersOfItsBatch() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let gate = try await bench.put(in: .held)
      let waiting = NewJob.noop { $0.after = [Dependency(.job(gate))] }
      let (batch, members) = try await bench.batch([NewJob](repeating: waiting, count: 3 * Limits.edgesPage))
      // Behind the last member, and the batch behind it.
      let ids = try await chain(20, bench, after: [Dependency(.job(members[members.count - 1]))])
      #expect(try await fields(gate, after: [.batch(batch)], bench) == ["after[0].batch"])
      #expect(try await fields(gate, after: [.job(ids[19])], bench) == ["after[0].job"])
      #expect(try await fields(members[0], after: [.batch(batch)], bench) == ["after[0].batch"])
      #expect(try await fields(ids[0], after: [.batch(batch)], bench) == [])
    }
  }

  @Test func jobsOfOneTransactionAreSeen() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (batch, _) = try await bench.batch([], staysOpen: true)
      let answers = try await bench.writer.perform { tx throws(StoreError) in
        let child = NewJob.noop { $0.after = [Dependency(.batch(batch))] }
        guard case .created(let jobs, _) = try Submit.jobs([child], idempotency: nil, tx) else {
          return [InsertAnswer]()
        }
        let member = NewJob.noop {
          $0.batch = batch
          $0.after = [Dependency(.job(jobs[0].id))]
        }
        return [try Submit.jobs([member], idempotency: nil, tx)]
      }
      guard case .refused(let refusal)? = answers.first else { throw Unexpected(what: "\(answers)") }
      #expect(refusal.fields == ["after"])
    }
  }
}
