// What is set of the daemon as a whole.

/// What keeps settings.
protocol SettingStore: Sendable {
  /// Sets whom the end of every job is told to from now on.
  ///
  /// - Parameter seen: those that the change was made of, if it was made of some.
  func setDefaultCallbacks(
    _ callbacks: [Callback], over seen: [Callback]?, now: Timestamp
  ) async throws(StoreError) -> DefaultCallbacksVerdict
  /// What the configuration says, for as long as the store is open; `nil` is nothing.
  func configureDefaultCallbacks(_ callbacks: [Callback]?, now: Timestamp) async throws(StoreError)
  /// Also while the disk takes nothing.
  func defaultCallbacks() async throws(StoreError) -> DefaultCallbacks
}
