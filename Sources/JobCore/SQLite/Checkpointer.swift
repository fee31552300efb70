// Folds the log into the database beside the writer, by a connection and on a queue of its own: copying thousands of
// pages and syncing them takes as long as the disk likes, and nobody who waits for a commit should wait for that too.

import Dispatch
import Synchronization

/// The connection that copies the log while the writer goes on.
final class Checkpointer: Sendable {
  enum Progress {
    case idle
    case running
    /// What came into the log meanwhile may not have been copied.
    case done(Copy)
  }

  /// What came of a copy.
  struct Copy: Equatable {
    /// So much of the log is in the database; `nil` is no more than before.
    var frames: Int?
    var error: StoreError?
  }

  private let path: String
  /// Safe: used by blocks on `queue` only, one at a time.
  private nonisolated(unsafe) var connection: SQLiteConnection
  private let queue = DispatchQueue(label: "jobd.store.checkpoint", qos: .utility)
  private let progress = Mutex(Progress.idle)

  /// Opens a connection to a database that exists.
  init(path: String) throws(StoreError) {
    self.path = path
    connection = try Self.open(path)
  }

  private static func open(_ path: String) throws(StoreError) -> SQLiteConnection {
    let connection = try SQLiteConnection(path: path, isReader: true)
    // Also reads the database: a connection that has not would find no log to copy, and say nothing.
    try connection.setPragma("journal_mode", "WAL", expecting: "wal")
    try connection.setPragma("wal_autocheckpoint", "0", expecting: "0")
    // Whatever commits do: pages are copied for good.
    try connection.setPragma("synchronous", "FULL", expecting: "2")
    // It reads the log and writes the database, and looks at no page itself.
    try connection.setPragma("cache_size", "-64", expecting: "-64")
    return connection
  }

  /// How far it is; that it is done is said once.
  func takeProgress() -> Progress {
    progress.withLock { progress in
      if case .done = progress {
        defer { progress = .idle }
        return progress
      }
      return progress
    }
  }

  /// Copies what is in the log now, and syncs it. `then` runs when that is done.
  func begin(then: @escaping @Sendable () -> Void) {
    progress.withLock { $0 = .running }
    queue.async { [self] in
      var copy = Copy()
      do throws(StoreError) {
        copy.frames = try connection.checkpoint()
        try connection.syncDatabase()
      } catch {
        copy.error = error
      }
      progress.withLock { [copy] in $0 = .done(copy) }
      then()
    }
  }

  /// Returns when nothing is being copied; says how the copy ended that was under way.
  func wait() -> Copy? {
    queue.sync {}
    if case .done(let copy) = takeProgress() { return copy }
    return nil
  }

  /// Closes the connection, runs `body`, and opens it again.
  func whileClosed(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    close()
    try body()
    let fresh = try Self.open(path)
    queue.sync { connection = fresh }
  }

  /// Says how the copy ended that was under way.
  @discardableResult
  func close() -> StoreError? {
    queue.sync { connection.close() }
    if case .done(let copy) = takeProgress() { return copy.error }
    return nil
  }
}
