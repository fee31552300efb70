// Where requests with large bodies are read: on a thread beside the event loops, so that they delay each other and nobody
// else.

import Dispatch

/// Runs what is to be done with large bodies, one after another. A route that waits for something leaves the thread.
///
/// One thread, because that is what a small machine has to spare: what waits for it is bounded by
/// `HTTPLimits.bodyBytesTotalMax`.
final class LargeBodies: TaskExecutor {
  private let queue = DispatchQueue(label: "jobd.http.bodies", qos: .userInitiated)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// Runs `operation` there, and returns to where the caller was.
  func run<T>(_ operation: () async -> T) async -> T {
    let result = await withTaskExecutorPreference(self) {
      // A preference holds from the next suspension on, and an optimiser may leave out those that it finds idle.
      await Task.yield()
      return await operation()
    }
    await Task.yield()
    return result
  }
}
