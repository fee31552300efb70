// The daemon needs a descriptor per connection and per running job, so it takes what the hard limit allows; jobs get the
// soft limit the daemon was started with, because programs that still use select(2) break above 1,024.

import Glibc

/// The limit of open files of this process.
enum OpenFilesLimit {
  /// Raises the soft limit to the hard one and returns what the soft one was; nil when it cannot be read.
  static func raise() -> UInt64? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    let before = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return UInt64(before)
  }
}
