// The other half of the executor `process`: this program, started once more as a worker, runs the handlers it registers
// for the queue that started it. docs/worker-protocol.md is what both halves speak.

public import Logging

/// The host program as its own worker process.
///
/// ```swift
/// @main struct Server {
///   static func main() async throws {
///     await JobWorker.runIfAsked(handlers)
///     // Logging, database, listeners: only the host itself comes here.
///   }
/// }
/// ```
public enum JobWorker {
  /// Returns at once, unless a `JobQueue` has started this process as a worker: then it carries out jobs of `handlers`
  /// until the queue tells it to end or is gone, and never returns.
  ///
  /// Call it before anything else in `main`: what comes before it is done by each worker too.
  ///
  /// - Parameters:
  ///   - handlers: the same as the queue is opened with.
  ///   - logger: where messages of handlers go in a worker; the log of the job they are of by default. What a handler
  ///     prints is there as well.
  @concurrent public static func runIfAsked(_ handlers: HandlerRegistry, logger: Logger? = nil) async {
    guard let channel = WorkerChannel.asked() else { return }
    WorkerSession(handlers, channel, logger).start()
    // Safe: the thread of the session ends the process, so nothing waits for this to be resumed.
    await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
  }
}
