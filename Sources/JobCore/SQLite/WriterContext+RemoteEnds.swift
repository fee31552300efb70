// The ends of remote attempts by the word of their workers; an exact repeat is known by what its first left behind.

extension WriterContext {
  /// Ends the attempt that its fence proves, and claims what its worker wants next; says why not if the fence proves
  /// none, unless this very request has ended it.
  func endRemote(_ ending: RemoteEnding) throws(StoreError) -> RemoteEndAnswer {
    let fence = ending.fence
    let mark = Array(fence.secret.utf8) + [UInt8(clamping: ending.fingerprint.count)] + ending.fingerprint
    guard let (row, facts) = try lease(of: fence) else {
      guard let known = try endMark(fence.fence), LeaseRow.areEqual(Array(known.prefix(mark.count)), mark) else {
        return .stale(try whyStale(fence))
      }
      return try ended(fence.job, claims: try replayed(Array(known.dropFirst(mark.count))))
    }
    try endLease(fence.job, facts, row, ending.end.outcome) { end in
      end.progress = ending.progress
      end.log = ending.log
    }
    // What has followed may be what its worker is given next.
    try Settlement.run(self)
    var claims: [RemoteClaim] = []
    if let next = ending.next, !ledger.isDraining {
      claims = try starting { () throws(StoreError) in try claimReady(for: next) }
    }
    let statement = try statement(LeaseSQL.setEndMark)
    statement.bind(1, fence.job.value)
    statement.bind(2, fence.fence.start)
    statement.bind(3, mark + RemoteClaim.fences(claims))
    try statement.run()
    return try ended(fence.job, claims: claims)
  }

  /// A claim that was never delivered goes back as if it had not been made. One whose worker has been heard of stays.
  func giveBack(_ fence: ClaimFence) throws(StoreError) {
    guard let (row, facts) = try lease(of: fence), !row.isTouched, row.stop == nil else { return }
    try endLease(fence.job, facts, row, .released(delayMicros: 0))
  }

  /// What a stale fence is to be told: as much as its owner may know, and nothing to others.
  func whyStale(_ fence: ClaimFence) throws(StoreError) -> String {
    guard let known = try endMark(fence.fence), LeaseRow.areEqual(Array(known.prefix(32)), Array(fence.secret.utf8))
    else { return "it is not, or no longer, the attempt that runs: its lease ran out, or it was ended" }
    return "the attempt has been ended before, by another request"
  }

  private func ended(_ id: JobID, claims: [RemoteClaim]) throws(StoreError) -> RemoteEndAnswer {
    guard let job = try reading.job(id) else {
      return .stale("the job has been removed")
    }
    return .ended(job, claims)
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
