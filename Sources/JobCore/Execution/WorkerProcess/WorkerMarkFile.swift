// Remembers on the disk that there may be worker processes, or commands of callbacks, so that a start after a clean stop
// need not look for any.

import Glibc
import SystemPackage

/// A file that is there as long as workers may be.
enum WorkerMarkFile {
  /// Without the mark the next boot would not look for a worker, and let its job run beside it.
  static func leave(at path: String) throws(SpawnFault) {
    do throws(Errno) {
      close(try RegularFile.open(path, O_WRONLY | O_CREAT).rawValue)
    } catch {
      throw SpawnFault(what: "a process, since there is no writing to \(path)", number: error.rawValue)
    }
  }

  static func isThere(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  static func remove(_ path: String) {
    unlink(path)
  }
}
