// What running attempts report, and their ends.

/// The process of an attempt, for the recovery after a crash.
struct ProcessRecord: Hashable, Sendable {
  let pid: Int32
  /// Clock ticks after the machine's boot.
  let startTicks: Int64
}

/// What is told by and about attempts. What bears a stale fence changes nothing.
protocol AttemptStore: Sendable {
  /// Ends an attempt; false if its fence is stale, and nothing has changed. Does not fail for lack of space: it is
  /// kept and written as soon as that is possible.
  func apply(_ transition: Transition, now: Timestamp) async throws(StoreError) -> Bool
  /// Notes the process of a running attempt, soon, without a transaction of its own if another one comes by.
  func record(_ process: ProcessRecord, of fence: Fence)
  /// As `setProgress`, soon, without an answer.
  func noteProgress(_ progress: Progress, of fence: Fence)
  /// Keeps a running attempt's report; false if its fence is stale.
  func setProgress(_ progress: Progress, of fence: Fence) async throws(StoreError) -> Bool
  /// As `setProgress`, of whichever attempt of the job runs; answers its fence.
  func setProgress(_ progress: Progress, ofRunning id: JobID) async throws(StoreError) -> VerbAnswer<Fence>
  /// Keeps what a running attempt leaves for the next one; false if its fence is stale.
  func setCheckpoint(_ data: [UInt8], of fence: Fence) async throws(StoreError) -> Bool
}
