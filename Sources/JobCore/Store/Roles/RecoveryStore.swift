// What an earlier boot has left undone.

/// An attempt that was running when its daemon died.
struct LostAttempt: Sendable {
  let job: ClaimedJob
  let isCancelRequested: Bool
  /// The machine's boot in which it ran.
  let machineBoot: String
  let pid: Int32?
  /// Clock ticks after the machine's boot at which the process was started.
  let pidTicks: Int64?
}

/// What a start goes on with.
protocol RecoveryStore: Sendable {
  func lostAttempts() async throws(StoreError) -> [LostAttempt]
  /// Goes on with cancels that a crash interrupted.
  func resumeBatchCancels(now: Timestamp) async throws(StoreError)
}
