// The part of a store that deals with attempts that are carried out outside of jobd.

/// What came of a remote worker's claim.
enum RemoteAnswer: Sendable {
  /// Empty when there was nothing, or the wait was ended.
  case claims([RemoteClaim])
  /// What the same claim was given before, as far as it is still its.
  case replayed([RemoteClaim])
  case draining
  /// The idempotency key came with another request.
  case mismatch
}

/// The end of a remote attempt, with what is known of it besides.
struct RemoteEnding: Sendable {
  let fence: ClaimFence
  let end: RemoteEnd
  /// Tells this request from any other.
  let fingerprint: [UInt8]
  /// What its worker wants next, in the same transaction; it does not wait for that.
  var next: ClaimRequest?
  var progress: Progress?
  var log = LogSummary()
}

/// What came of the end of a remote attempt.
enum RemoteEndAnswer: Sendable {
  /// With the jobs that its worker has been given next.
  case ended(Job, [RemoteClaim])
  case stale(String)
}

/// Claims of remote workers, and external jobs. Their attempts outlive the daemon.
protocol RemoteStore: Sendable {
  /// Claims jobs that remote workers are to carry out. If there is none, it waits until there is, or until
  /// `withdrawRemote`, if the request may wait at all. Served in the order of arrival, one claim a job.
  ///
  /// - Parameter ticket: names this claim for `withdrawRemote`.
  func claimRemote(
    _ request: ClaimRequest, idempotency: ClaimIdempotency?, ticket: ClaimTicket, now: Timestamp
  ) async throws(StoreError) -> RemoteAnswer
  /// The claim waits no longer; its answer is empty, unless it has been given jobs already.
  func withdrawRemote(_ ticket: ClaimTicket)
  /// Nothing is handed out or started outside until this is undone; claims that wait get nothing.
  func setDraining(_ isDraining: Bool)
  /// Renews each lease that is still live; in the order given.
  func heartbeats(_ fences: [ClaimFence], now: Timestamp) async throws(StoreError) -> [LeaseState]
  /// Ends each attempt that is still live, in as few transactions as it takes. An exact repeat gets what its first got, the
  /// next jobs too, as far as they are still its.
  func endRemote(_ ends: [RemoteEnding], now: Timestamp) async throws(StoreError) -> [RemoteEndAnswer]
  /// Takes back claims that were not delivered, without counting them; those that were touched since stay.
  func giveBack(_ fences: [ClaimFence], now: Timestamp)
  func endExternal(_ id: JobID, _ end: RemoteEnd, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job>
  func isLive(_ fence: ClaimFence) async throws(StoreError) -> Bool
  /// What the holder of a stale fence is to be told.
  func whyStale(_ fence: ClaimFence) async throws(StoreError) -> String
  /// The first `limit` remote attempts that run.
  func leaseHolders(limit: Int) async throws(StoreError) -> [LeaseHolder]
}
