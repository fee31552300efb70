// The lock on the database itself: whoever gets past the directory's lock file, because it was removed, stops here.

import Glibc
import Synchronization

/// The lock of one store on its file. Beside SQLite's own locks, which are of another kind, so that backups may read.
final class DatabaseLock: Sendable {
  private let descriptor: Mutex<Int32>

  /// Takes the lock; the file is made if it is not there.
  init(path: String) throws(OpenError) {
    let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if file < 0 { throw .notWritable(path, errno) }
    var triesLeft = Limits.lockWaitMicros / Limits.lockLookMicros
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      triesLeft -= 1
      if triesLeft <= 0 {
        close(file)
        throw .inUse(path: path, holder: "another process")
      }
      // A child of a daemon that has just died may have the descriptor until its exec.
      usleep(UInt32(Limits.lockLookMicros))
    }
    descriptor = Mutex(file)
  }

  deinit {
    release()
  }

  /// Gives it up, once SQLite has closed the file: the end of any descriptor ends SQLite's own locks, too.
  func release() {
    descriptor.withLock { file in
      if file >= 0 {
        flock(file, LOCK_UN)
        close(file)
      }
      file = -1
    }
  }
}
