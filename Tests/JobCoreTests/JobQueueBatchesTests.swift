// Batches through the door of the engine: what may be one, what it is asked, and the results of its jobs page by page.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueBatchesTests {
  private func create(
    _ bench: EngineBench, _ jobs: [NewJob], _ change: (inout NewBatch) -> Void = { _ in }
  ) async throws -> (batch: Batch, ids: [JobID]) {
    var new = NewBatch(jobs: jobs)
    change(&new)
    guard case .created(let batch, let ids) = try await bench.queue.createBatch(new) else {
      throw Unexpected(what: "not created")
    }
    return (batch, ids)
  }

  private func refusal(_ bench: EngineBench, _ new: NewBatch, key: String? = nil) async -> SubmitError? {
    let idempotency = key.map { key in BatchIdempotency(key: key, fingerprint: [1]) { _, _ in [] } }
    do throws(SubmitError) {
      _ = try await bench.queue.createBatch(new, idempotency: idempotency)
      return nil
    } catch {
      return error
    }
  }

  private static let held = NewJob.noop { $0.holds = true }

  @Test func allThatIsWrongIsSaidBeforeAnythingIsStored() async throws {
    try await EngineBench.run { bench async throws in
      let many = NewBatch(jobs: [NewJob](repeating: .noop(), count: Limits.batchJobsMax + 1))
      #expect(await refusal(bench, many) == .tooMany(count: Limits.batchJobsMax + 1))
      var unnamed = NewBatch(jobs: [])
      unnamed.name = ""
      unnamed.deadline = Limits.timeMax
      guard case .invalid(let faults, 0)? = await refusal(bench, unnamed) else {
        Issue.record("a batch without a name was made")
        return
      }
      #expect(faults.map(\.field) == ["name", "deadline"])
      let member = NewJob.noop { $0.batch = BatchID(1) }
      #expect(
        await refusal(bench, NewBatch(jobs: [.noop(), member]))
          == .invalid([FieldFault(field: "batch", detail: "is the one that is being created")], index: 1))
      let shared = NewJob.noop { $0.unique = UniqueRule(key: "k", onConflict: .return) }
      #expect(await refusal(bench, NewBatch(jobs: [shared])) == .invalid([NewBatch.returnInBatch], index: 0))
      guard case .invalid(let bad, 2)? = await refusal(bench, NewBatch(jobs: [.noop(), .noop(), .shell("")])) else {
        Issue.record("a command of nothing was taken")
        return
      }
      #expect(bad.map(\.field) == ["shell"])
      guard case .invalid? = await refusal(bench, NewBatch(jobs: []), key: "") else {
        Issue.record("a key of nothing was taken")
        return
      }
      #expect(try await bench.queue.batches(limit: 10, after: nil).isEmpty)
      await bench.queue.drain()
      #expect(await refusal(bench, NewBatch(jobs: [])) == .shuttingDown)
    }
  }

  @Test func repeatedRequestGetsTheFirstAnswer() async throws {
    try await EngineBench.run { bench async throws in
      let key = BatchIdempotency(key: "k", fingerprint: [1]) { batch, jobs in Array("\(batch.id) \(jobs.count)".utf8) }
      guard
        case .created(let batch, let ids) = try await bench.queue.createBatch(
          NewBatch(jobs: [.noop()]), idempotency: key),
        case .replayed(let answer) = try await bench.queue.createBatch(NewBatch(jobs: [.noop()]), idempotency: key)
      else { throw Unexpected(what: "created twice") }
      #expect(answer == Array("\(batch.id) 1".utf8) && ids.count == 1)
      let other = BatchIdempotency(key: "k", fingerprint: [2]) { _, _ in [] }
      await #expect(throws: SubmitError.idempotencyMismatch(key: "k")) {
        _ = try await bench.queue.createBatch(NewBatch(jobs: []), idempotency: other)
      }
    }
  }

  @Test func newestAreListedFirst() async throws {
    try await EngineBench.run { bench async throws in
      var ids: [BatchID] = []
      for _ in 0..<3 { ids.append(try await create(bench, []).batch.id) }
      let queue = bench.queue
      #expect(try await queue.batches(limit: 10, after: nil).map(\.id) == ids.reversed())
      #expect(try await queue.batches(limit: 10, after: ids[1]).map(\.id) == [ids[0]])
      // A page has something on it, whatever is asked for.
      #expect(try await queue.batches(limit: 0, after: nil).map(\.id) == [ids[2]])
      #expect(try await queue.batches(limit: .max, after: nil).count == 3)
      await #expect(throws: JobError.noSuchBatch(BatchID(99))) { _ = try await queue.batch(BatchID(99)) }
    }
  }

  @Test func batchIsClosedOnceAndCancelledUntilItIsDone() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      let (open, ids) = try await create(bench, [Self.held]) { $0.staysOpen = true }
      #expect(open.isOpen)
      #expect(try await !queue.closeBatch(open.id).isOpen)
      await #expect(throws: JobError.batchState(open.id, isDone: false, verb: "close")) {
        _ = try await queue.closeBatch(open.id)
      }
      let long = String(repeating: "r", count: Limits.reasonBytesMax + 1)
      await #expect { _ = try await queue.cancelBatch(open.id, reason: long) } throws: { error in
        if case .invalid(let faults) = error as? JobError { faults.map(\.field) == ["reason"] } else { false }
      }
      #expect(try await queue.job(ids[0]).state == .held)
      #expect(try await queue.cancelBatch(open.id, reason: String(long.dropLast())).isCancelRequested)
      #expect(try await bench.end(of: ids[0]).state == .cancelled)
      _ = try await queue.wait(open.id, until: .all, timeoutMicros: 60_000_000)
      for verb in ["close", "cancel"] {
        await #expect(throws: JobError.batchState(open.id, isDone: true, verb: verb)) {
          if verb == "close" {
            _ = try await queue.closeBatch(open.id)
          } else {
            _ = try await queue.cancelBatch(open.id, reason: nil)
          }
        }
      }
      await #expect(throws: JobError.noSuchBatch(BatchID(99))) { _ = try await queue.closeBatch(BatchID(99)) }
      await #expect(throws: JobError.noSuchBatch(BatchID(99))) {
        _ = try await queue.cancelBatch(BatchID(99), reason: nil)
      }
    }
  }

  @Test func resultsComeInTheOrderOfSubmissionPageByPage() async throws {
    try await EngineBench.run { bench async throws in
      let echo = { NewJob(.handler(name: "echo", payload: $0)) }
      let (batch, ids) = try await create(bench, [echo("1"), .shell("exit 3"), echo("3"), Self.held])
      for id in ids.dropLast() { _ = try await bench.end(of: id) }
      let first = try await bench.queue.batchResults(batch.id, limit: 2, after: nil)
      #expect(first.entries.map(\.job.id) == Array(ids[..<2]) && first.next == ids[1])
      #expect(first.entries[0].result?.bytes == Array("1".utf8))
      #expect(first.entries[1].result == nil && first.entries[1].job.state == .failed)
      let rest = try await bench.queue.batchResults(batch.id, limit: 2, after: first.next)
      #expect(rest.entries.map(\.job.state) == [.succeeded, .held] && rest.next == nil)
      #expect(try await bench.queue.batchResults(batch.id, limit: 0, after: nil).entries.count == 1)
      await #expect(throws: JobError.noSuchBatch(BatchID(99))) {
        _ = try await bench.queue.batchResults(BatchID(99), limit: 1, after: nil)
      }
    }
  }

  @Test func longResultIsCutAndALostOneHidesNoOther() async throws {
    try await EngineBench.run { bench async throws in
      let most = Limits.batchResultBytesMax
      let (batch, ids) = try await create(
        bench,
        [
          .shell("head -c \(most) /dev/zero"), .shell("head -c \(most + 1) /dev/zero"), .shell("echo lost"),
          .shell("echo last"),
        ])
      for id in ids { _ = try await bench.end(of: id) }
      try FileManager.default.removeItem(atPath: bench.queue.files.paths(ids[2], start: 1).stdout)
      let entries = try await bench.queue.batchResults(batch.id, limit: 10, after: nil).entries
      #expect(entries.map(\.isTruncated) == [false, true, false, false])
      #expect(entries.map { $0.result?.bytes.count } == [most, most, nil, 5])
      #expect(entries[1].result?.sizeBytes == Int64(most) + 1)
      #expect(entries.map(\.gone) == [nil, nil, "stdout", nil])
    }
  }
}
