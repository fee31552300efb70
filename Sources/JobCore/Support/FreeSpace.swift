// How much room a file system has, for those who must not take the last of it.

import Glibc

/// Free room on file systems.
enum FreeSpace {
  /// Bytes that may still be written beside the file at `path`; `nil` where the file system does not say.
  static func bytes(at path: String) -> Int64? {
    var status = statvfs()
    guard statvfs(path, &status) == 0, status.f_blocks > 0 else { return nil }
    // What is kept back is kept back for root.
    let blocks = geteuid() == 0 ? status.f_bfree : status.f_bavail
    return Int64(clamping: UInt64(blocks) &* UInt64(status.f_frsize))
  }
}
