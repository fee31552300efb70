// The role of a store in pauses: of everything, of queues, and of jobs.

/// What keeps pauses. They survive a restart.
protocol PauseStore: Sendable {
  /// Pauses everything, or lets it go on; what runs is the matter of `settlePauses`.
  ///
  /// - Parameter options: `nil` is to go on.
  func setPaused(_ options: PauseOptions?, now: Timestamp) async throws(StoreError)
  /// The same of some queues, all or none.
  func setPaused(
    queues names: [String], _ options: PauseOptions?, now: Timestamp
  ) async throws(StoreError) -> QueuePauseAnswer
  /// Lets commands that run stand still, or go on, as the pauses are by now; so many in one transaction.
  ///
  /// - Parameter last: behind which job to begin.
  func settlePauses(_ scope: PauseScope, after last: JobID, now: Timestamp) async throws(StoreError) -> PauseStep
  /// Holds those of `ids` that have not started; with `stopsRunning` commands that run stand still. As many as one
  /// transaction takes, the first at least; `next` is the last of them, if there are more.
  ///
  /// - Parameter limits: what lies outside of them is not there.
  func pause(
    _ ids: [JobID], stopsRunning: Bool, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> PauseStep
  /// Lets those of `ids` go on that were paused by themselves; likewise.
  func resume(_ ids: [JobID], within limits: RealmLimits?, now: Timestamp) async throws(StoreError) -> PauseStep
  /// Whether everything is paused, also if the disk cannot be read.
  func isEverythingPaused() async -> Bool
  /// The pause of everything, if it is on.
  var pauseOfEverything: Pause? { get async throws(StoreError) }
}
