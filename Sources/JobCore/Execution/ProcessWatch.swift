// Waits for the process of an attempt that has only just been claimed.

/// Somebody's interest in a job's process.
struct ProcessWatch: Sendable {
  /// The starts about whose process something has changed.
  let changes: AsyncStream<Int>
  let finish: @Sendable () -> Void
  let forget: @Sendable () -> Void

  /// Ends the wait after `micros`; returns early when cancelled.
  func end(after micros: Int64) async {
    do {
      try await Task.sleep(for: .micros(micros))
      finish()
    } catch {}
  }
}
