// The ends of remote attempts by the word of their workers; an exact repeat is known by what its first left behind.

extension WriterContext {
  /// Ends the attempt that `fence` proves; says why not if it proves none, unless this very request has ended it.
  ///
  /// - Parameter more: what is known besides: its last report, what it wrote.
  func endRemote(
    _ fence: ClaimFence, _ end: RemoteEnd, fingerprint: [UInt8], now: Timestamp,
    with more: (inout AttemptEnd) -> Void = { _ in }
  ) throws(StoreError) -> RemoteEndAnswer {
    self.now = now
    let mark = Array(fence.secret.utf8) + fingerprint
    guard let (row, facts) = try lease(of: fence) else {
      if let known = try endMark(fence.fence), LeaseRow.areEqual(known, mark) { return try ended(fence.job) }
      return .stale(try whyStale(fence))
    }
    try endLease(fence.job, facts, row, end.outcome, now: now, with: more)
    let statement = try statement(LeaseSQL.setEndMark)
    statement.bind(1, fence.job.value)
    statement.bind(2, fence.fence.start)
    statement.bind(3, mark)
    try statement.run()
    return try ended(fence.job)
  }

  /// A claim that was never delivered goes back as if it had not been made. One whose worker has been heard of stays.
  func giveBack(_ fence: ClaimFence, now: Timestamp) throws(StoreError) {
    self.now = now
    guard let (row, facts) = try lease(of: fence), !row.isTouched, row.stop == nil else { return }
    try endLease(fence.job, facts, row, .released(delayMicros: 0), now: now)
  }

  /// What a stale fence is to be told: as much as its owner may know, and nothing to others.
  func whyStale(_ fence: ClaimFence) throws(StoreError) -> String {
    guard let known = try endMark(fence.fence), LeaseRow.areEqual(Array(known.prefix(32)), Array(fence.secret.utf8))
    else { return "it is not, or no longer, the attempt that runs: its lease ran out, or it was ended" }
    return "the attempt has been ended before, by another request"
  }

  private func ended(_ id: JobID) throws(StoreError) -> RemoteEndAnswer {
    guard let job = try JobReading(connection: connection).job(id) else {
      return .stale("the job has been removed")
    }
    return .ended(job)
  }

  private func endMark(_ fence: Fence) throws(StoreError) -> [UInt8]? {
    let statement = try statement(LeaseSQL.endMark)
    statement.bind(1, fence.job.value)
    statement.bind(2, fence.start)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return statement.bytes(0)
  }
}

/// What came of the end of a remote attempt.
enum RemoteEndAnswer: Sendable {
  case ended(Job)
  case stale(String)
}
