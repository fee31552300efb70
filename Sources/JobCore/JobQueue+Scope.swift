// A scope of jobs, as a task group is one of tasks: it is not left before all of them have ended.

import Logging

extension JobQueue {
  /// Runs `body` with a batch of its own. Left normally, it waits for all jobs of the batch; left by an error or a
  /// cancel of the calling task, it cancels them and waits for that.
  ///
  /// - Parameters:
  ///   - name: what the batch is called in lists.
  ///   - failFast: the first job that fails cancels the others, and is thrown as `JobValueError.failed`.
  ///   - body: what makes the jobs of the batch.
  /// - Errors: those of `body`, `SubmitError` if there can be no batch, `CancellationError`.
  public func withBatch<Value: Sendable>(
    name: String? = nil, failFast: Bool = false, _ body: (JobBatch) async throws -> Value
  ) async throws -> Value {
    var new = NewBatch(jobs: [])
    new.name = name
    new.isFailFast = failFast
    new.staysOpen = true
    guard case .created(let stored, _) = try await createBatch(new) else {
      preconditionFailure("a batch without an idempotency key was replayed")
    }
    let batch = JobBatch(id: stored.id, queue: self)
    do {
      let value = try await body(batch)
      _ = try await closeBatch(batch.id)
      let end = try await waitForEnd(of: batch.id)
      try Task.checkCancellation()
      if failFast, let failed = end.firstFailure { throw JobValueError.failed(try await job(failed)) }
      return value
    } catch {
      await Shield.uncancelled { await self.abandon(batch.id) }
      throw error
    }
  }

  /// Cancels what is left of a batch and waits for it.
  private func abandon(_ id: BatchID) async {
    do throws(JobError) {
      if try await batch(id).isDone { return }
      _ = try await cancelBatch(id, reason: "its scope was left")
      if try await batch(id).isOpen { _ = try await closeBatch(id) }
      _ = try await waitForEnd(of: id)
    } catch {
      // It ended meanwhile, which is what was wanted, or the store is closed: then the next run sees to it.
      logger.debug("a batch could not be cancelled", metadata: [LogKeys.error: "\(error)"])
    }
  }

  /// The batch when it is done; as it stands when the task is cancelled or the queue stops.
  private func waitForEnd(of id: BatchID) async throws(JobError) -> Batch {
    _ = try await wait(for: .batch(id), until: .all, timeoutMicros: nil)
    return try await batch(id)
  }
}
