// Why a job is not running.

/// What explains why a job is not running.
protocol WhyStore: Sendable {
  /// Why a job is not running, when a claim has `room`; `nil` if there is no such job.
  func why(_ id: JobID, room: ClaimRoom, now: Timestamp) async throws(StoreError) -> WhyAnswer?
}
