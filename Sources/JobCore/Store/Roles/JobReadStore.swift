// Reading jobs by their ids.

/// Whether a job has ended, and when.
struct JobEnd: Hashable, Sendable {
  let state: JobState
  let finishedAt: Timestamp?
}

/// What shows jobs.
protocol JobReadStore: Sendable {
  func job(_ id: JobID) async throws(StoreError) -> Job?
  /// Those of `ids` that exist, in the order given.
  func jobs(_ ids: [JobID]) async throws(StoreError) -> [Job]
  func detail(_ id: JobID) async throws(StoreError) -> JobDetail?
  /// The last start that ended as this attempt, and what it wrote; `nil` if there is none.
  func start(of attempt: Int, of id: JobID) async throws(StoreError) -> (start: Int, log: LogSummary)?
  func handlerResult(_ id: JobID, start: Int) async throws(StoreError) -> [UInt8]?
  func states(_ ids: [JobID]) async throws(StoreError) -> [JobID: JobState]
  /// The states of those of `ids` that are there, and when they ended.
  func ends(_ ids: [JobID]) async throws(StoreError) -> [JobID: JobEnd]
}
