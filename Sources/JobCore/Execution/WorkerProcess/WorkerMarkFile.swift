// Remembers on the disk that there may be worker processes, so that a start after a clean stop need not look for any.

import Glibc

/// A file that is there as long as workers may be.
enum WorkerMarkFile {
  static func leave(at path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }

  static func isThere(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  static func remove(_ path: String) {
    unlink(path)
  }
}
