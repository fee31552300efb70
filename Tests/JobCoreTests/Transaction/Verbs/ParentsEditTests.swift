// Parents that are edited in one transaction.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ParentsEditTests {
  private func after(_ parent: JobID) -> JobPatch {
    var patch = JobPatch()
    patch.after = [Dependency(.job(parent))]
    return patch
  }

  @Test func jobsThatWouldWaitForEachOtherAreFoundInTheSameTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let first = try await bench.put(in: .held)
      let second = try await bench.put(in: .held)
      let (onSecond, onFirst) = (after(second), after(first))
      let answers = try await bench.writer.perform { tx throws(StoreError) in
        [try JobEdit.apply(onSecond, to: first, tx), try JobEdit.apply(onFirst, to: second, tx)]
      }
      #expect(answers[0].isDone)
      guard case .invalid(let faults) = answers[1] else { throw Unexpected(what: "\(answers[1])") }
      #expect(faults.map(\.field) == ["after[0].job"])
    }
  }

  @Test func endOfTheSameTransactionDecidesAtOnce() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (parent, child) = (try await bench.insert(), try await bench.put(in: .blocked))
      let edit = after(parent)
      _ = try await bench.writer.perform { tx throws(StoreError) in
        _ = try CancelVerb.job(parent, CancelOptions(), tx)
        return try JobEdit.apply(edit, to: child, tx)
      }
      #expect(try await bench.state(child) == .skipped)
      #expect(try await bench.job(child).parents.map(\.isMet) == [false])
    }
  }

  @Test func withoutParentsItIsReleased() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let child = try await bench.put(in: .blocked)
      var patch = JobPatch()
      patch.after = []
      #expect(try await bench.store.update(child, patch, now: bench.now).value?.state == .queued)
      #expect(try await bench.claim(2).map(\.id) == [child])
    }
  }
}
