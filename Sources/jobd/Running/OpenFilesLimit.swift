// The daemon needs a descriptor per connection and several per running job, so it takes what the hard limit allows, and
// shares it out; jobs get the soft limit the daemon was started with, because programs that still use select(2) break
// above 1,024.

import Glibc
import HTTPFront
import JobCore

/// The limit of open files of this process.
enum OpenFilesLimit {
  /// Descriptors that whoever started jobd has left open, besides the standard ones. To be asked for first when nothing
  /// else has been opened.
  static let inherited = countInherited()

  /// Raises the soft limit to the hard one and returns what the soft one was, and what it is now; nil when it cannot be
  /// read.
  static func raise() -> (before: UInt64, now: UInt64)? {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0 else { return nil }
    let before = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    let now = setrlimit(resource, &limit) == 0 ? limit.rlim_max : before
    return (UInt64(before), UInt64(now))
  }

  /// Shares out what there is.
  ///
  /// - Parameter limit: nil when it cannot be read; then there is no bound but those of the configuration.
  static func share(_ limit: UInt64?, for config: DaemonConfig, listeners: Int) -> DescriptorBudget {
    let workers = config.handlers.values.reduce(0) { $0 + $1.processes } * perWorker
    let own = atRest + perCore * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) + listeners + workers + inherited
    return DescriptorBudget(
      limit: limit.flatMap { Int(exactly: $0) } ?? .max, own: own, slots: config.slots,
      callbacks: Limits.callbackCallsMax, connections: config.connectionsMax)
  }

  /// The standard ones, three connections to the database, the lock and journals, the front's event loop, signals, timers
  /// and watches. A test of the real daemon compares it with what is open.
  private static let atRest = 34
  /// The event loops that http jobs and callbacks share: three descriptors each, and one for each core.
  private static let perCore = 3
  /// Two pipes, standard error, and the process.
  private static let perWorker = 4

  private static func countInherited() -> Int {
    // Who leaves any open does so with low numbers.
    (3..<inheritedNumbersMax).count { fcntl($0, F_GETFD) >= 0 }
  }

  private static let inheritedNumbersMax: Int32 = 1_024
}
