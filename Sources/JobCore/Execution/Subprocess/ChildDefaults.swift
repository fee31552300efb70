// What children are given that ask for nothing else: what the daemon itself was started with, and not what it has made of
// it since.

/// Surroundings of every command, worker and program of a callback.
struct ChildDefaults: Hashable, Sendable {
  /// The mask of new files; `nil` leaves the daemon's.
  var umask: Int?
  /// The soft limit of open files; `nil` leaves the daemon's.
  var openFilesLimit: UInt64?

  /// These, and what a job says of its own over them.
  func with(_ options: ProcessOptions) -> ChildDefaults {
    ChildDefaults(umask: options.umask ?? umask, openFilesLimit: openFilesLimit)
  }
}
