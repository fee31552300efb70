// What gathers while the writer is busy becomes one transaction: it has one moment, and ends of attempts come first.

import Dispatch
import TestSupport
import Testing

@testable import JobCore

@Suite struct StoreOperationTests {
  /// Lets what `body` begins gather in the mailbox, and be one group.
  private func together<Value>(_ bench: StoreBench, _ body: () throws -> Value) async throws -> Value {
    let writer = try bench.writer
    // Nothing is left of what came before.
    await withCheckedContinuation { continuation in writer.queue.async { continuation.resume() } }
    writer.queue.suspend()
    defer { writer.queue.resume() }
    return try body()
  }

  @Test func endsComeBeforeWhatIsStillUndecided() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start()
      let (store, now, end) = (bench.store, bench.now, bench.transition(job, .exited(code: 0)))
      let (cancelled, ended) = try await together(bench) {
        (
          Task.immediate { try await store.cancel(job.id, CancelOptions(), now: now) },
          Task.immediate { try await store.apply(end, now: now) }
        )
      }
      #expect(try await ended.value)
      #expect(try await cancelled.value.refusal == .succeeded)
      #expect(try await bench.state(job.id) == .succeeded)
    }
  }

  @Test func whatAnAttemptSaysStaysBeforeItsEnd() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start()
      let (store, now, end) = (bench.store, bench.now, bench.transition(job, .exited(code: 0)))
      let (kept, ended) = try await together(bench) {
        (
          Task.immediate { try await store.setCheckpoint([1], of: job.fence) },
          Task.immediate { try await store.apply(end, now: now) }
        )
      }
      #expect(try await kept.value)
      #expect(try await ended.value)
    }
  }

  @Test func allOfATransactionHasOneMoment() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (store, early, late) = (bench.store, bench.now, bench.now + 5)
      let (first, second) = try await together(bench) {
        (
          Task.immediate { try await store.insert([.noop()], idempotency: nil, now: early) },
          Task.immediate { try await store.insert([.noop()], idempotency: nil, now: late) }
        )
      }
      for answer in [try await first.value, try await second.value] {
        guard case .created(let jobs, _) = answer else { throw Unexpected(what: "\(answer)") }
        #expect(jobs.map(\.createdAt) == [late])
      }
    }
  }
}
