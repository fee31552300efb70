// A job in the hands of a remote worker, from what is known of its attempt and its lease.

extension RemoteClaim {
  /// As they are remembered to be given out again.
  static func fences(_ claims: [RemoteClaim]) -> [UInt8] {
    Array(claims.map { $0.fence.description }.joined(separator: "\n").utf8)
  }

  /// `nil` for a job that is no handler's.
  init?(_ job: ClaimedJob, _ fence: ClaimFence, _ row: LeaseRow, expiresAt: Timestamp) {
    guard case .handler(let handler, let payload) = job.spec.work, let micros = row.micros else { return nil }
    self.init(
      fence: fence, handler: handler, name: job.name, queue: job.spec.queue, payload: payload, tags: job.spec.tags,
      attempt: job.attempt, maxAttempts: job.maxAttempts, timeoutMicros: job.spec.timeoutMicros,
      deadline: job.spec.deadline, parents: job.parents.map { Parent(id: $0.id, state: $0.state) },
      lease: Lease(fence: fence, micros: micros, expiresAt: expiresAt, cancel: row.cancel),
      checkpoint: job.checkpoint)
  }
}
