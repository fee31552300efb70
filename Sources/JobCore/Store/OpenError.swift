// Why the engine could not be opened: what is wrong with its directory or its database.

import Glibc

/// Why a data directory could not be opened.
public enum OpenError: Error, Hashable, Sendable {
  /// Another process holds the directory's lock.
  case inUse(path: String, holder: String)
  case notWritable(path: String, message: String)
  /// Something else than a file of ours stands at the path of one.
  case notOurs(path: String, what: String)
  /// Somebody else may have put there what is at this path, or can put something else in its place: what is opened runs
  /// as whoever opens it.
  case distrusted(path: String, Distrust)
  /// The same of a directory above the data directory; found out for root alone.
  case distrustedAbove(path: String, Distrust)
  /// There is no room on the disk, or within the quota, for what an opening has to write.
  case full(path: String, message: String)
  /// The database was written by a newer jobd.
  case newer(path: String, found: Int, supported: Int)
  /// The database is damaged, or is no database at all; it is left as it is.
  case corrupt(path: String, message: String)
  case failed(path: String, message: String)
  /// The registry has two handlers of this name, or a handler and another's alias; nothing was opened.
  case handlerRegisteredTwice(name: String)
  /// The task that was opening it was cancelled; nothing was started.
  case cancelled
}

extension OpenError {
  /// A file that could not be made or written, as errno says it.
  static func notWritable(_ path: String, _ number: Int32) -> OpenError {
    let message = String(cString: strerror(number))
    return LackOfRoom.isSaid(by: number)
      ? .full(path: path, message: message) : .notWritable(path: path, message: message)
  }
}
