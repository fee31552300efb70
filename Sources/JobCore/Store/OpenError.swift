// Why the engine could not be opened: what is wrong with its directory or its database.

/// Why a data directory could not be opened.
public enum OpenError: Error, Hashable, Sendable {
  /// Another process holds the directory's lock.
  case inUse(path: String, holder: String)
  case notWritable(path: String, message: String)
  /// The database was written by a newer jobd.
  case newer(path: String, found: Int, supported: Int)
  /// The database is damaged, or is no database at all; it is left as it is.
  case corrupt(path: String, message: String)
  case failed(path: String, message: String)
  /// The registry has two handlers of this name, or a handler and another's alias; nothing was opened.
  case handlerRegisteredTwice(name: String)
}
