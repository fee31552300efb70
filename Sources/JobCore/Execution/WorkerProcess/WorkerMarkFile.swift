// Remembers on the disk that there may be worker processes, so that a start after a clean stop need not look for any.

import Glibc
import SystemPackage

/// A file that is there as long as workers may be.
enum WorkerMarkFile {
  static func leave(at path: String) {
    if let file = try? RegularFile.open(path, O_WRONLY | O_CREAT) { close(file.rawValue) }
  }

  static func isThere(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  static func remove(_ path: String) {
    unlink(path)
  }
}
