// A few connections that may only read, each on a queue of its own, so that a long list delays no write and no
// cooperative thread.

import Dispatch
import Synchronization

/// The reading connections.
final class ReaderPool: Sendable {
  private final class Reader: Sendable {
    /// Safe: set before the reader is shared, and used by blocks on `queue` only, one at a time.
    nonisolated(unsafe) let connection: SQLiteConnection
    let queue = DispatchQueue(label: "jobd.store.reader", qos: .userInitiated)

    init(_ connection: SQLiteConnection) {
      self.connection = connection
    }
  }

  private let readers: [Reader]
  private let next = Atomic<Int>(0)

  /// Opens `count` connections to a database that exists.
  init(path: String, count: Int) throws(StoreError) {
    var readers: [Reader] = []
    for _ in 0..<max(1, count) {
      let connection = try SQLiteConnection(path: path, isReader: true)
      try connection.setPragma("query_only", "1", expecting: "1")
      try connection.setPragma("wal_autocheckpoint", "0", expecting: "0")
      try connection.setPragma("cache_size", "-2048", expecting: "-2048")
      readers.append(Reader(connection))
    }
    self.readers = readers
  }

  /// Runs `body` in one read transaction, so that all it reads is of one moment.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (SQLiteConnection) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let index = next.wrappingAdd(1, ordering: .relaxed).newValue
    let reader = readers[Int(UInt(bitPattern: index) % UInt(readers.count))]
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      reader.queue.async {
        continuation.resume(returning: Self.transact(reader.connection, body))
      }
    }
    return try result.get()
  }

  private static func transact<Value>(
    _ connection: SQLiteConnection, _ body: (SQLiteConnection) throws(StoreError) -> Value
  ) -> Result<Value, StoreError> {
    do throws(StoreError) {
      try connection.statement(ListSQL.begin).run()
      let value = try body(connection)
      try connection.statement(StoreSQL.commit).run()
      return .success(value)
    } catch {
      // The read transaction must not stay open: it would keep the log from being folded in.
      if connection.isInTransaction {
        do throws(StoreError) { try connection.statement(StoreSQL.rollback).run() } catch {}
      }
      return .failure(error)
    }
  }

  func close() async {
    for reader in readers {
      await withCheckedContinuation { continuation in
        reader.queue.async {
          reader.connection.close()
          continuation.resume()
        }
      }
    }
  }
}
