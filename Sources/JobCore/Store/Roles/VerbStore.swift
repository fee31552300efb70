// The verbs of people on jobs that exist.

/// A move of a job that is not running.
enum JobMove: String, Sendable, CaseIterable {
  case hold
  case release
  case run
  case retry
}

/// Starts of a job that nothing is stored of any more, or of a job that is no more: their files can go.
struct DeletedJob: Hashable, Sendable {
  let id: JobID
  let starts: [Int]
}

/// What carries out verbs. What they answer is read in their own transaction, so that nothing can fail after it. A job
/// outside of the limits of whoever asks is not there, wherever it was when they looked; without limits they see all.
protocol VerbStore: Sendable {
  func cancel(
    _ id: JobID, _ options: CancelOptions, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CancelAnswer>
  func move(
    _ id: JobID, _ move: JobMove, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<Job>
  func update(
    _ id: JobID, _ patch: JobPatch, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<Job>
  func delete(_ id: JobID, within limits: RealmLimits?, now: Timestamp) async throws(StoreError) -> VerbAnswer<
    DeletedJob
  >
  /// Lets two jobs change places.
  func exchange(
    _ first: JobID, _ second: JobID, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> SwitchAnswer<Job>
  /// The verb on each of `ids` that is in a state for it, in their order, as far as one transaction goes.
  func bulk(
    _ verb: BulkVerb, _ ids: [JobID], within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> BulkStep
  /// Notes, soon, that somebody has looked at these failed jobs.
  func noteSeen(_ ids: [JobID])
}

/// For who sees all.
extension VerbStore {
  func cancel(
    _ id: JobID, _ options: CancelOptions, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CancelAnswer> {
    try await cancel(id, options, within: nil, now: now)
  }

  func move(_ id: JobID, _ move: JobMove, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job> {
    try await self.move(id, move, within: nil, now: now)
  }

  func update(_ id: JobID, _ patch: JobPatch, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job> {
    try await update(id, patch, within: nil, now: now)
  }

  func delete(_ id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<DeletedJob> {
    try await delete(id, within: nil, now: now)
  }

  func bulk(_ verb: BulkVerb, _ ids: [JobID], now: Timestamp) async throws(StoreError) -> BulkStep {
    try await bulk(verb, ids, within: nil, now: now)
  }
}
