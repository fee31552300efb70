// Opening the database: pragmas read back, damage looked for, migrated, and the writer's memory filled.

import Glibc
import Logging

extension SQLiteStore {
  /// How the file is opened.
  struct Options: Sendable {
    var path: String
    var durability: Durability
    var keepForMicros: Int64
    var readerCount: Int
    /// Transactions that take longer are logged; `nil` is off.
    var slowTransactionMicros: Int64?
    /// The machine's boot id, to tell a process of this boot from one with the same number in another.
    var machineBoot: String
    /// What is done without being asked for, and what has waited for the disk, is dated by it.
    var clock: any WallClock
    /// All slots of the daemon; see `Terms.slotsTotal`.
    var slotsTotal = Limits.slotsMax
    /// Whose room the jobs of each lane need.
    var lanes = LaneMap.open
    /// From the order to end to the end of an attempt elsewhere, for jobs that do not say.
    var graceMicros = Limits.graceMicrosDefault
    /// Beyond it a transaction leaves what it can to the next one.
    var transactionWorkMax = Limits.transactionWorkMax
    /// Where it is kept which numbers have been given out; `nil` keeps it nowhere.
    var numbersPath: String?
    /// What jobs have left outside of the store.
    var files = JobFiles()
    /// Where ends are kept that the database does not take; `nil` is nowhere.
    var endJournalPath: String?
    /// Hears once of damage that is found while the store is open.
    var onDamage: @Sendable (StoreError) -> Void = { _ in }
  }

  /// Files up to this size are checked before anything else happens; larger ones in the background, because reading
  /// all of them would take longer than a restart may.
  static let checkedAtOpenBytesMax: Int64 = 67_108_864

  /// Who is told, and asked, by the store.
  struct Listeners: Sendable {
    /// What there is of the output of an attempt elsewhere that ends without a word; must not block.
    var attemptLog: @Sendable (Fence) -> LogSummary = { _ in LogSummary() }
    /// Hears of each commit, in their order.
    var onCommit: @Sendable (Commit) -> Void
  }

  /// SQLite's own bound.
  private static let smallestPageBytes: Int64 = 512

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
    try refuseLogAlone(options.path)
    let room = try SharedMemoryRoom.require(at: options.path)
    let lock = try DatabaseLock(path: options.path)
    // What is shorter than the smallest page is empty for SQLite.
    let isNew = FileSize.bytes(at: options.path) < smallestPageBytes
    let opened = ContinuousClock.now
    var hasSeenDamage = false
    for pause in Limits.openPausesMicros {
      do throws(OpeningFault) {
        return try openOnce(options, lock, room, isNew: isNew, since: opened, logger: logger, listening: listening)
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
    do throws(OpeningFault) {
      return try openOnce(options, lock, room, isNew: isNew, since: opened, logger: logger, listening: listening)
    } catch {
      throw error.asOpenError(options)
    }
  }

  private enum OpeningFault: Error {
    case store(StoreError)
    /// Of the file beside the database.
    case numbers(StoreError)
    case refused(OpenError)

    func asOpenError(_ options: Options) -> OpenError {
      switch self {
      case .store(let error): .opening(options.path, error)
      case .numbers(let error): .opening(options.numbersPath ?? options.path, error)
      case .refused(let error): error
      }
    }

    /// What may have gone wrong for once.
    var passing: StoreError? {
      switch self {
      case .store(let error), .numbers(let error): error.isOfTheDisk ? error : nil
      case .refused: nil
      }
    }
  }

  private static func openOnce<Parts>(
    _ options: Options, _ lock: DatabaseLock, _ room: SharedMemoryRoom.Room, isNew: Bool,
    since opened: ContinuousClock.Instant, logger: Logger, listening: (_ mark: String) -> (Listeners, Parts)
  ) throws(OpeningFault) -> (store: SQLiteStore, parts: Parts) {
    let isSmall = FileSize.bytes(at: options.path) <= checkedAtOpenBytesMax
    let connection: SQLiteConnection
    let facts: Migrator.FileFacts
    do throws(StoreError) {
      connection = try SQLiteConnection(path: options.path, isReader: false)
      if isSmall, let problem = try connection.quickCheck() {
        throw .corrupt(statement: "quick_check", message: problem)
      }
      facts = try Migrator.facts(connection)
    } catch {
      throw .store(error)
    }
    do throws(OpenError) { try Migrator.judge(facts, path: options.path) } catch { throw .refused(error) }
    let sharedMemory: SharedMemoryRoom
    do throws(StoreError) {
      try configure(connection, options)
      try Migrator.migrate(connection)
      sharedMemory = try SharedMemoryRoom(database: options.path, room)
    } catch {
      throw .store(error)
    }
    let numbers = try Self.numbers(options)
    do throws(StoreError) {
      let mark = String(try connection.integer("SELECT value FROM meta WHERE name = 'store_mark'"), radix: 36)
      let spared = try takeUp(connection, numbers, options, mark: mark, isNew: isNew, logger)
      let now = options.clock.now()
      var ledger = try LedgerReading(connection: connection).ledger(now: now)
      ledger.times.clockAhead = try SteadyTime.takeUp(connection)
      let boot = try beginBoot(connection, options, now: now, ahead: ledger.times.clockAhead, since: opened)
      if let numbers { try numbers.begin(try lastNumbers(connection)) }
      let hasUnmarkedLogs = try connection.integer("SELECT value FROM meta WHERE name = 'unmarked_logs'") != 0
      let (listeners, parts) = listening(mark)
      let rows = SQLiteRows(connection)
      let terms = Terms(
        boot: boot, startedAt: now, clock: options.clock, clockAhead: ledger.times.clockAhead,
        keepForMicros: options.keepForMicros, slotsTotal: options.slotsTotal, lanes: options.lanes,
        graceMicros: options.graceMicros, workMax: options.transactionWorkMax, numbers: numbers,
        attemptLog: listeners.attemptLog)
      let context = Transaction(rows: rows, terms: terms, ledger: ledger)
      let readers = try ReaderPool(path: options.path, count: options.readerCount)
      let writer = StoreWriter(
        context: context, disk: handles(options, rows, readers, try Checkpointer(path: options.path), lock, logger),
        journal: journal(options, mark: mark, logger), slowMicros: options.slowTransactionMicros, logger: logger,
        onCommit: listeners.onCommit)
      let store = SQLiteStore(
        path: options.path, boot: boot, mark: mark, hasUnmarkedLogs: hasUnmarkedLogs, spared: spared, writer: writer,
        readers: readers, sharedMemory: sharedMemory, isQuickCheckPending: !isSmall)
      return (store, parts)
    } catch {
      throw IssuedNumbers.isSource(of: error) ? .numbers(error) : .store(error)
    }
  }

  private static func numbers(_ options: Options) throws(OpeningFault) -> IssuedNumbers? {
    guard let path = options.numbersPath else { return nil }
    do throws(StoreError) {
      return try IssuedNumbers(path: path, fallback: options.files.highestJob)
    } catch {
      if let intruder = RegularFile.intruder(at: path) { throw .refused(.notOurs(path: path, what: intruder)) }
      throw .numbers(error)
    }
  }

  private static func handles(
    _ options: Options, _ rows: SQLiteRows, _ readers: ReaderPool, _ checkpointer: Checkpointer, _ lock: DatabaseLock,
    _ logger: Logger
  ) -> StoreHandles {
    StoreHandles(
      rows: rows, path: options.path, readers: readers, checkpointer: checkpointer, lock: lock, logger: logger,
      onDamage: options.onDamage
    ) { () throws(StoreError) in
      let fresh = try SQLiteConnection(path: options.path, isReader: false)
      try configure(fresh, options)
      return fresh
    }
  }

  /// SQLite takes an empty database for a new one, and throws away the log beside it, with all that is in it.
  private static func refuseLogAlone(_ path: String) throws(OpenError) {
    // What is shorter than the smallest page is empty for SQLite.
    if FileSize.bytes(at: path) >= smallestPageBytes || FileSize.bytes(at: "\(path)-wal") == 0 { return }
    throw .corrupt(
      path: path,
      message: "it is empty or missing, but \(path)-wal beside it is not: the log of a database that is elsewhere")
  }

  private static func journal(_ options: Options, mark: String, _ logger: Logger) -> EndJournal? {
    guard let path = options.endJournalPath else { return nil }
    do {
      return try EndJournal(path: path, store: mark)
    } catch {
      logger.warning(
        "no room to keep ends of jobs while the disk is full",
        metadata: [LogKeys.path: "\(path)", LogKeys.error: "\(error)"])
      return nil
    }
  }

  private static func configure(_ connection: SQLiteConnection, _ options: Options) throws(StoreError) {
    try connection.setPragma("journal_mode", "WAL", expecting: "wal")
    let isFull = options.durability == .full
    try connection.setPragma("synchronous", isFull ? "FULL" : "NORMAL", expecting: isFull ? "2" : "1")
    // The writer checkpoints by itself, so that it hears of what fails.
    try connection.setPragma("wal_autocheckpoint", "0", expecting: "0")
    connection.countFrames()
    try connection.setPragma("cache_size", "-16384", expecting: "-16384")
    try connection.setPragma("temp_store", "MEMORY", expecting: "2")
    try connection.setPragma("trusted_schema", "OFF", expecting: "0")
    try connection.setPragma("journal_size_limit", "67108864", expecting: "67108864")
  }

  private static func beginBoot(
    _ connection: SQLiteConnection, _ options: Options, now: Timestamp, ahead: Int64,
    since opened: ContinuousClock.Instant
  ) throws(StoreError) -> Int64 {
    try connection.execute("BEGIN IMMEDIATE", as: "begin")
    let boot = try connection.integer("SELECT value FROM meta WHERE name = 'boot'") + 1
    try connection.statement(StoreSQL.setMeta, binding: "boot", boot).run()
    try connection.statement(StoreSQL.insertBoot, binding: boot, options.machineBoot, now).run()
    try connection.statement(StoreSQL.pruneBoots, binding: boot).run()
    // From this moment on: a check of the file or a migration may have taken its time.
    let sinceNow = now.advanced(byMicros: -ahead).advanced(byMicros: (ContinuousClock.now - opened).wholeMicros)
    try SQLiteRows(connection).extendLeases(until: sinceNow.advanced(byMicros: Limits.leaseAfterStartMicros))
    try connection.execute("COMMIT", as: "commit")
    return boot
  }
}
