// Verbs of flow on the bench.

import TestSupport

@testable import JobCore

extension StoreBench {
  /// Inserts a follow-up of `parents`.
  func follow(
    _ parents: [JobID], on condition: EndCondition = .success, _ change: (inout NewJob) -> Void = { _ in }
  ) async throws -> JobID {
    try await insert(
      .noop {
        $0.after = parents.map { Dependency(.job($0), on: condition) }
        change(&$0)
      })
  }

  /// Claims what is ready until `id` is running, and ends it.
  func finish(_ id: JobID, _ outcome: Outcome = .exited(code: 0)) async throws {
    while let job = try await claim(1).first {
      if job.id == id {
        try await end(job, outcome)
        return
      }
      try await end(job, .exited(code: 0))
    }
    throw Unexpected(what: "job \(id) was never ready")
  }

  func refusal(_ jobs: [NewJob]) async throws -> Refusal {
    guard case .refused(let refusal) = try await store.insert(jobs, idempotency: nil, now: now) else {
      throw Unexpected(what: "nothing was refused")
    }
    return refusal
  }

  func batch(
    _ jobs: [NewJob], isFailFast: Bool = false, staysOpen: Bool = false, _ change: (inout NewBatch) -> Void = { _ in }
  ) async throws -> (BatchID, [JobID]) {
    var new = NewBatch(jobs: jobs)
    new.isFailFast = isFailFast
    new.staysOpen = staysOpen
    change(&new)
    guard case .created(let batch, let ids) = try await store.createBatch(new, idempotency: nil, now: now) else {
      throw Unexpected(what: "the batch was refused")
    }
    return (batch.id, ids)
  }

  func batch(_ id: BatchID) async throws -> Batch {
    guard let batch = try await store.batch(id) else { throw Unexpected(what: "there is no batch \(id)") }
    return batch
  }
}

extension Refusal {
  /// The fields it is about.
  var fields: [String] {
    if case .invalid(let faults, _) = self { faults.map(\.field) } else { [] }
  }
}

extension JobStore {
  /// Sets all settings of a queue.
  func setQueue(_ name: String, _ settings: QueueSettings, now: Timestamp) async throws(StoreError) {
    try await setQueue(name, QueueChange(settings), now: now)
  }
}
