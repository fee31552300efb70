// The files of an open database: locked, and at their paths as long as what is written will be found after a restart.

import Logging

/// The files of one store.
final class StoreFiles {
  let path: String
  private let lock: DatabaseLock
  private let logger: Logger
  private let identity: FileIdentity
  private var isOutOfPlace = false

  /// Once the database and its log are open.
  init(path: String, lock: DatabaseLock, logger: Logger) {
    self.path = path
    self.lock = lock
    self.logger = logger
    identity = FileIdentity(paths: [path, "\(path)-wal", "\(path)-shm"])
  }

  var areInPlace: Bool { identity.firstReplaced == nil }

  /// Throws if what would be committed now would not be found after a restart.
  func check() throws(StoreError) {
    guard let file = identity.firstReplaced else {
      if isOutOfPlace { logger.notice("the database's files are in their place again") }
      isOutOfPlace = false
      return
    }
    if !isOutOfPlace {
      logger.critical("a file of the database was removed or replaced", metadata: [LogKeys.path: "\(file)"])
    }
    isOutOfPlace = true
    throw .replaced(path: file)
  }

  /// Another store may be opened in their place.
  func release() {
    lock.release()
  }
}
