// The verbs of people on jobs that exist.

/// A move of a job that is not running.
enum JobMove: String, Sendable {
  case release
  case run
  case retry
}

/// Starts of a job that nothing is stored of any more, or of a job that is no more: their files can go.
struct DeletedJob: Hashable, Sendable {
  let id: JobID
  let starts: [Int]
}

/// What carries out verbs. What they answer is read in their own transaction, so that nothing can fail after it.
protocol VerbStore: Sendable {
  func cancel(_ id: JobID, _ options: CancelOptions, now: Timestamp) async throws(StoreError) -> VerbAnswer<
    CancelAnswer
  >
  func move(_ id: JobID, _ move: JobMove, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job>
  func update(_ id: JobID, _ patch: JobPatch, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job>
  func delete(_ id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<DeletedJob>
  /// The verb on each of `ids` that is in a state for it, in their order, as far as one transaction goes.
  func bulk(_ verb: BulkVerb, _ ids: [JobID], now: Timestamp) async throws(StoreError) -> BulkStep
  /// Notes, soon, that somebody has looked at these failed jobs.
  func noteSeen(_ ids: [JobID])
}
