// Runs a route for one request on the event loop of its connection. The only file of the front that starts a task.

import NIOCore

/// Runs tasks on one event loop, so that a request never leaves the thread its connection lives on.
final class EventLoopTaskExecutor: TaskExecutor {
  private let eventLoop: any EventLoop

  init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// The task that serves one request.
struct RequestTask: Sendable {
  private let task: Task<Void, Never>

  /// Starts `operation` at once, on the calling event loop; after each suspension it continues on `executor`.
  ///
  /// Unstructured because a channel handler is no async function and so cannot be a parent. The connection is its
  /// owner: it keeps the task, cancels it when the peer is gone, and serves nothing else until it has ended.
  init(on executor: EventLoopTaskExecutor, _ operation: sending @escaping () async -> Void) {
    task = Task.immediate(executorPreference: executor) { await operation() }
  }

  func cancel() {
    task.cancel()
  }
}
