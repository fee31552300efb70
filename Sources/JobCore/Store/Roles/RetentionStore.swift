// Jobs that have ended and whose time has passed.

/// Where a look at expired jobs goes on.
struct ExpiredCursor: Hashable, Sendable {
  let expiresAt: Timestamp
  let job: JobID
}

/// Some of the jobs that have expired.
struct ExpiredPage: Sendable {
  /// Those among them that can be removed.
  let jobs: [DeletedJob]
  /// Behind it there may be more; `nil` if there was none.
  let last: ExpiredCursor?
}

/// What one look at what has expired has come to.
struct Pruned: Sendable {
  /// Those that have gone.
  var jobs: [DeletedJob] = []
  /// All that has expired was looked at: what is left of it stays for now.
  var isAll = true
}

/// What forgets jobs, and says when the next are to be forgotten.
protocol RetentionStore: Sendable {
  /// Removes finished jobs whose time has passed, at most `limit`, and batches without members, no more than one
  /// transaction takes.
  func prune(now: Timestamp, limit: Int) async throws(StoreError) -> Pruned
  /// Some of those that `prune` would remove, read only: on a full disk their files can go before them.
  func expired(now: Timestamp, after last: ExpiredCursor?, limit: Int) async throws(StoreError) -> ExpiredPage
  func nextExpiry() async throws(StoreError) -> Timestamp?
}
