// A few connections that may only read, each on a queue of its own, so that a long list delays no write and no
// cooperative thread.

import Dispatch
import Synchronization

/// The reading connections.
final class ReaderPool: Sendable {
  private final class Reader: Sendable {
    /// Safe: set before the reader is shared, and used by blocks on `queue` only, one at a time, or while it is suspended
    /// and runs none.
    nonisolated(unsafe) var connection: SQLiteConnection
    let interrupt: Mutex<SQLiteInterrupt>
    /// Reads that are under way or wait for their turn.
    let count = Atomic<Int>(0)
    let queue = DispatchQueue(label: "jobd.store.reader", qos: .userInitiated)

    init(_ connection: SQLiteConnection) {
      self.connection = connection
      interrupt = Mutex(connection.interrupt)
    }

    func replace(with fresh: SQLiteConnection) {
      connection = fresh
      interrupt.withLock { $0 = fresh.interrupt }
    }
  }

  private let path: String
  private let readers: [Reader]
  private let next = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)
  /// The pools of reads that have one of their own.
  private let longReads = Mutex<[ObjectIdentifier: ReaderPool]>([:])
  /// Hears of damage that a second read has found again.
  private let damageListener = Mutex<@Sendable (StoreError) -> Void>({ _ in })

  /// Opens `count` connections to a database that exists.
  init(path: String, count: Int) throws(StoreError) {
    var readers: [Reader] = []
    for _ in 0..<max(1, count) { readers.append(Reader(try Self.open(path))) }
    self.path = path
    self.readers = readers
  }

  private static func open(_ path: String) throws(StoreError) -> SQLiteConnection {
    let connection = try SQLiteConnection(path: path, isReader: true)
    try connection.setPragma("query_only", "1", expecting: "1")
    try connection.setPragma("wal_autocheckpoint", "0", expecting: "0")
    try connection.setPragma("cache_size", "-2048", expecting: "-2048")
    return connection
  }

  func onDamage(_ tell: @escaping @Sendable (StoreError) -> Void) {
    damageListener.withLock { $0 = tell }
  }

  private func tell(_ damage: StoreError) {
    let listener = damageListener.withLock { $0 }
    listener(damage)
  }

  /// Runs `body` in one read transaction, so that all it reads is of one moment.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (SQLiteConnection) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    try await read(on: leastBusy(), body)
  }

  private func read<Value: Sendable>(
    on reader: Reader, _ body: @escaping @Sendable (SQLiteConnection) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    reader.count.wrappingAdd(1, ordering: .relaxed)
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      reader.queue.async {
        let result = self.run(body, on: reader)
        reader.count.wrappingSubtract(1, ordering: .relaxed)
        continuation.resume(returning: result)
      }
    }
    return try result.get()
  }

  /// The reader with the least to do; of several of them the next in turn.
  private func leastBusy() -> Reader {
    let turn = Int(UInt(bitPattern: next.wrappingAdd(1, ordering: .relaxed).newValue) % UInt(readers.count))
    var best = (reader: readers[turn], count: readers[turn].count.load(ordering: .relaxed))
    for reader in readers where best.count > 0 {
      let count = reader.count.load(ordering: .relaxed)
      if count < best.count { best = (reader, count) }
    }
    return best.reader
  }

  /// What the disk has failed to give, or given damaged, is read once more by a fresh handle: it may pass.
  private func run<Value>(
    _ body: (SQLiteConnection) throws(StoreError) -> Value, on reader: Reader
  ) -> Result<Value, StoreError> {
    do throws(StoreError) {
      return .success(try Self.transact(reader.connection, body))
    } catch {
      // Closed, though the pool is not: it could not be opened again the last time.
      let isLeftClosed = error == .closed && !isClosing
      guard error.isOfTheDisk || isLeftClosed else { return .failure(error) }
      do throws(StoreError) {
        let fresh = try Self.open(path)
        reader.connection.close()
        reader.replace(with: fresh)
        // Whoever gave it up has interrupted the handle before this one.
        if isClosing { throw .closed }
      } catch let second {
        if error.isDamage && second.isDamage { tell(second) }
        return .failure(second)
      }
    }
    do throws(StoreError) {
      return .success(try Self.transact(reader.connection, body))
    } catch {
      if error.isDamage { tell(error) }
      return .failure(error)
    }
  }

  /// As `read`, for a page of a list, which may end early.
  func readPage<Value: Sendable>(
    _ body: @escaping @Sendable (SQLiteConnection, ReadBudget) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    try await readPage(on: leastBusy(), micros: Limits.pageMicrosMax, body)
  }

  /// As `readPage`, for one that looks at rows which need not be on it. All searches share one reader, so that others find
  /// the rest of them free.
  ///
  /// - Parameter micros: less for one of the many pages of a search that goes on to its end.
  func search<Value: Sendable>(
    micros: Int64 = Limits.searchMicrosMax,
    _ body: @escaping @Sendable (SQLiteConnection, ReadBudget) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    try await readPage(on: readers[readers.count - 1], micros: micros, body)
  }

  private func readPage<Value: Sendable>(
    on reader: Reader, micros: Int64,
    _ body: @escaping @Sendable (SQLiteConnection, ReadBudget) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let abandonment = Abandonment()
    let result: Result<Value, StoreError> = await withTaskCancellationHandler {
      do throws(StoreError) {
        return .success(
          try await read(on: reader) { connection throws(StoreError) in
            // From here on it takes time: it may have waited for others before.
            let budget = ReadBudget(micros: micros)
            abandonment.watch(budget)
            return try body(connection, budget)
          })
      } catch {
        return .failure(error)
      }
    } onCancel: {
      abandonment.happen()
    }
    return try result.get()
  }

  /// What happens to a read whose asker leaves, before it begins or while it runs.
  private final class Abandonment: Sendable {
    private let state = Mutex<(budget: ReadBudget?, hasHappened: Bool)>((nil, false))

    func watch(_ budget: ReadBudget) {
      let hasHappened = state.withLock { state in
        state.budget = budget
        return state.hasHappened
      }
      if hasHappened { budget.abandon() }
    }

    func happen() {
      let budget = state.withLock { state in
        state.hasHappened = true
        return state.budget
      }
      budget?.abandon()
    }
  }

  private static func transact<Value>(
    _ connection: SQLiteConnection, _ body: (SQLiteConnection) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    do throws(StoreError) {
      try connection.statement(ListSQL.begin).run()
      let value = try body(connection)
      try connection.statement(StoreSQL.commit).run()
      return value
    } catch {
      connection.resetStatements()
      // The read transaction must not stay open: it would keep the log from being folded in.
      if connection.isInTransaction {
        do throws(StoreError) { try connection.statement(StoreSQL.rollback).run() } catch {}
      }
      throw error
    }
  }

  /// Closes all connections, those of long reads too, runs `body`, and opens them again; who wants to read waits
  /// meanwhile, and long reads begin again afterwards.
  func whileClosed(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    for reader in readers {
      reader.queue.sync {
        reader.connection.close()
        reader.queue.suspend()
      }
    }
    defer { for reader in readers { reader.queue.resume() } }
    // None is added while the queues stand still.
    for pool in longReads.withLock({ Array($0.values) }) { pool.giveUp() }
    try body()
    // Safe: nothing runs on a queue that is suspended.
    for reader in readers { reader.replace(with: try Self.open(path)) }
  }

  // MARK: Long reads

  /// Opened between other reads, so that it is not while all handles are to be closed.
  func beginLongRead() async throws(StoreError) -> ReaderPool {
    let result: Result<ReaderPool, StoreError> = await withCheckedContinuation { continuation in
      readers[0].queue.async {
        do throws(StoreError) {
          if self.isClosing { throw .closed }
          let pool = try ReaderPool(path: self.path, count: 1)
          self.longReads.withLock { $0[ObjectIdentifier(pool)] = pool }
          continuation.resume(returning: .success(pool))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  func endLongRead(_ pool: ReaderPool) {
    longReads.withLock { $0[ObjectIdentifier(pool)] = nil }
  }

  /// What is being read fails soon, and so does whatever comes.
  func interruptAll() {
    for reader in readers { reader.interrupt.withLock(\.self).giveUp() }
  }

  // MARK: The end

  var isClosing: Bool { isClosed.load(ordering: .relaxed) }

  func beginClosing() {
    isClosed.store(true, ordering: .relaxed)
  }

  func closeAtOnce() {
    for reader in readers { reader.queue.sync { reader.connection.close() } }
  }

  func close() async {
    beginClosing()
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
