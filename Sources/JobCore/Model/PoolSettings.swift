// How a pool of threads is set up: `executors` in the daemon's configuration, `pools` in an embedder's.

import Glibc

/// The settings of a pool of threads for handlers that block.
public struct PoolSettings: Hashable, Sendable {
  /// Handlers that run in it at once; 1…`Limits.poolThreadsMax`.
  public var threads: Int

  /// Settings of a pool with this many threads.
  public init(threads: Int) {
    self.threads = threads
  }

  /// The pool every queue has, `executor: thread`, unless it is set up under that name. As many threads as asyncio gives its default executor.
  static let standard = PoolSettings(threads: min(32, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) + 4))
}
