// On what a handler runs, as whoever registers it says.

/// Where a handler runs unless a submission says otherwise.
public struct HandlerMode: Hashable, Sendable {
  let place: HandlerPlace

  /// As a task beside others: for code that awaits and never blocks.
  public static let async = HandlerMode(place: .async)
  /// On a thread of the pool that every queue has: for code that blocks.
  public static let thread = HandlerMode(place: .thread(pool: Lane.threadExecutor))
  /// In a worker process, which is this program once more: for code that uses a core for long, or may crash. The
  /// program's `main` calls `JobWorker.runIfAsked` before anything else.
  public static let process = HandlerMode(place: .process)

  /// On a thread of the named pool of `JobQueueConfig.pools`.
  public static func thread(_ pool: String) -> HandlerMode {
    HandlerMode(place: .thread(pool: pool))
  }
}
