// What holds for all connections of a process, and is said before the first of them is opened.

import CSQLite

/// SQLite in a program of its own.
package enum SQLiteProcess {
  /// Lets SQLite keep no account of its memory, for which it takes a lock whenever it asks for some or gives some back.
  /// Nobody here reads it, or bounds the heap by it.
  ///
  /// Not for a program that embeds the queue: it may use SQLite for itself, and this holds for the whole process. False,
  /// and without effect, if SQLite is in use already.
  package static func countNoMemory() -> Bool {
    csqlite_count_no_memory() == SQLITE_OK
  }
}
