// Opening the database: again, if a read fails that may go through the next time.

import Glibc
import Logging

extension SQLiteStore {
  static func open(
    _ options: Options, logger: Logger, onCommit: @escaping @Sendable (Commit) -> Void
  ) throws(OpenError) -> SQLiteStore {
    try open(options, logger: logger) { _ in (Listeners(onCommit: onCommit), ()) }.store
  }

  /// - Parameter listening: makes the listeners, and what they are made of, once it is known which store it is: it is
  ///   given the store's mark.
  static func open<Parts>(
    _ options: Options, logger: Logger, listening: (_ mark: String) -> (Listeners, Parts)
  ) throws(OpenError) -> (store: SQLiteStore, parts: Parts) {
    try SQLiteOpening.refuseLogAlone(options.path)
    let room = try SharedMemoryRoom.require(at: options.path)
    let opening = SQLiteOpening(
      options: options, lock: try DatabaseLock(path: options.path), room: room, logger: logger)
    var hasSeenDamage = false
    for pause in Limits.openPausesMicros {
      do throws(SQLiteOpening.Fault) {
        return try opening.once(listening: listening)
      } catch {
        // A read that failed may go through the next time, and damage is read once more; all else stays as it is.
        guard let fault = error.passing, !(fault.isDamage && hasSeenDamage) else {
          throw error.asOpenError(options)
        }
        hasSeenDamage = fault.isDamage
        logger.warning(
          "the database could not be read, will try again",
          metadata: [LogKeys.path: "\(options.path)", LogKeys.error: "\(fault)"])
        usleep(UInt32(pause))
      }
    }
    do throws(SQLiteOpening.Fault) {
      return try opening.once(listening: listening)
    } catch {
      throw error.asOpenError(options)
    }
  }
}
