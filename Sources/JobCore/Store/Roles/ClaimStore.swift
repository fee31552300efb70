// Jobs that are ready, for those who run them here.

/// What gives the dispatcher its jobs. One claim waits at a time; `order` grows with every claim and revision.
protocol ClaimStore: Sendable {
  /// Claims queued jobs, highest priority first, and of one priority those first that became ready first. Waits until
  /// there is at least one, or until `withdrawClaim`; then it is empty. A claim rides in the transaction that makes a
  /// job ready. No queue gets more running jobs than its slots.
  func claim(_ room: ClaimRoom, order: Int, now: Timestamp) async throws(StoreError) -> [ClaimedJob]
  /// Replaces what the waiting claim may take; nothing if none waits, or if that one, or its last revision, is later
  /// than this: a disk that takes nothing for a while holds revisions up.
  func reviseClaim(_ room: ClaimRoom, order: Int, now: Timestamp)
  /// Ends the waiting claim with nothing.
  func withdrawClaim()
}
