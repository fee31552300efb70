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

  /// All that is wrong with a pool of this name and these settings; empty if it can be used.
  public func faults(name: String) -> [FieldFault] {
    var check = FieldChecks()
    check.word("name", name, max: Limits.executorNameBytesMax)
    if name != Lane.threadExecutor && Lane.reservedExecutors.contains(name) {
      check.fault("name", "\"\(name)\" is taken; call the pool something else")
    }
    if !(1...Limits.poolThreadsMax).contains(threads) {
      check.fault("threads", "must be between 1 and \(Limits.poolThreadsMax)")
    }
    return check.faults
  }
}
