// The one thread on which all clients of a process speak to their daemons: an event loop carries many connections, and
// a command line tool needs no second one. It may even be the only thread there is.

import NIOCore
import NIOPosix
import Synchronization

/// Where connections live.
package enum ClientThread {
  /// The thread a program has given for it.
  private static let given = Mutex<LoopExecutor?>(nil)

  /// Begun with the first request and never ended: a command line tool ends as a whole, and in other programs a thread
  /// that sleeps costs less than to begin one for each client.
  private static let own = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  static let loop: any EventLoop = given.withLock { $0?.loop } ?? own.any()

  /// Makes the calling thread, which has to be the first to ask for it, the one on which connections live, for the life
  /// of the process. `body` runs on it, too, with its child tasks, so that nothing is handed from thread to thread and
  /// none is begun. While it blocks, nothing is sent or received, and no timer of a request fires: what waits for long
  /// moves to another executor. What it does at last ends the process.
  package static func become(_ body: @escaping @Sendable () async -> Never) -> Never {
    MultiThreadedEventLoopGroup.withCurrentThreadAsEventLoop { loop in
      let executor = LoopExecutor(loop)
      // Kept for good: a task does not own what it prefers to run on.
      given.withLock { $0 = executor }
      Task(executorPreference: executor) { await body() }
    }
    preconditionFailure("A loop that nobody shuts down has ended.")
  }
}
