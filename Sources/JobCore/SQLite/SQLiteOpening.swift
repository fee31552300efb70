// One try at opening the database: pragmas read back, damage looked for, migrated, and the writer's memory filled.

import Logging

/// What all tries have in common.
struct SQLiteOpening {
  let options: SQLiteStore.Options
  let lock: DatabaseLock
  let room: SharedMemoryRoom.Room
  let logger: Logger
  /// What is shorter than the smallest page is empty for SQLite.
  private let isNew: Bool
  private let began = ContinuousClock.now

  /// Files up to this size are checked before anything else happens; larger ones in the background, because reading
  /// all of them would take longer than a restart may.
  private static let checkedBytesMax: Int64 = 67_108_864

  /// SQLite's own bound.
  private static let smallestPageBytes: Int64 = 512

  init(options: SQLiteStore.Options, lock: DatabaseLock, room: SharedMemoryRoom.Room, logger: Logger) {
    self.options = options
    self.lock = lock
    self.room = room
    self.logger = logger
    isNew = FileSize.bytes(at: options.path) < Self.smallestPageBytes
  }

  /// Why a try has failed.
  enum Fault: Error {
    case store(StoreError)
    /// Of the file beside the database.
    case numbers(StoreError)
    case refused(OpenError)

    func asOpenError(_ options: SQLiteStore.Options) -> OpenError {
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

  /// SQLite takes an empty database for a new one, and throws away the log beside it, with all that is in it.
  static func refuseLogAlone(_ path: String) throws(OpenError) {
    // What is shorter than the smallest page is empty for SQLite.
    if FileSize.bytes(at: path) >= smallestPageBytes || FileSize.bytes(at: "\(path)-wal") == 0 { return }
    throw .corrupt(
      path: path,
      message: "it is empty or missing, but \(path)-wal beside it is not: the log of a database that is elsewhere")
  }

  /// One try.
  ///
  /// - Parameter listening: as in `SQLiteStore.open`.
  func once<Parts>(
    listening: (_ mark: String) -> (SQLiteStore.Listeners, Parts)
  ) throws(Fault) -> (store: SQLiteStore, parts: Parts) {
    let isSmall = FileSize.bytes(at: options.path) <= Self.checkedBytesMax
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
      try configure(connection)
      try Migrator.migrate(connection)
      sharedMemory = try SharedMemoryRoom(database: options.path, room)
    } catch {
      throw .store(error)
    }
    let numbers = try numbers()
    do throws(StoreError) {
      let mark = String(try connection.integer("SELECT value FROM meta WHERE name = 'store_mark'"), radix: 36)
      let spared = try OlderCopy.takeUp(connection, numbers, options, mark: mark, isNew: isNew, logger)
      let now = options.clock.now()
      var ledger = Ledger(try LedgerReading(connection: connection, logger: logger).opening(now: now))
      ledger.times.clockAhead = try SteadyTime.takeUp(connection)
      let boot = try beginBoot(connection, now: now, ahead: ledger.times.clockAhead)
      if let numbers { try numbers.begin(try OlderCopy.lastNumbers(connection)) }
      let hasUnmarkedLogs = try connection.integer("SELECT value FROM meta WHERE name = 'unmarked_logs'") != 0
      let (listeners, parts) = listening(mark)
      let rows = SQLiteRows(connection, passed: PassedRows(logger))
      let terms = Terms(
        boot: boot, startedAt: now, clock: options.clock, clockAhead: ledger.times.clockAhead,
        keepForMicros: options.keepForMicros, slotsTotal: options.slotsTotal, lanes: options.lanes,
        workFault: options.workFault, graceMicros: options.graceMicros, workMax: options.transactionWorkMax,
        numbers: numbers,
        attemptLog: listeners.attemptLog, standing: listeners.standing)
      let transaction = Transaction(rows: rows, terms: terms, ledger: ledger)
      let readers = try ReaderPool(path: options.path, count: options.readerCount)
      let writer = GroupCommit(
        transaction: transaction, disk: handles(rows, readers, try Checkpointer(path: options.path)),
        journal: journal(mark: mark), slowMicros: options.slowTransactionMicros, logger: logger,
        onCommit: listeners.onCommit)
      let store = SQLiteStore(
        path: options.path, boot: boot, mark: mark,
        findings: SQLiteStore.Findings(
          hasUnmarkedLogs: hasUnmarkedLogs, spared: spared, isQuickCheckPending: !isSmall),
        writer: writer, readers: readers, sharedMemory: sharedMemory)
      return (store, parts)
    } catch {
      throw IssuedNumbers.isSource(of: error) ? .numbers(error) : .store(error)
    }
  }

  private func numbers() throws(Fault) -> IssuedNumbers? {
    guard let path = options.numbersPath else { return nil }
    do throws(StoreError) {
      return try IssuedNumbers(path: path, fallback: options.files.highestJob)
    } catch {
      if let intruder = RegularFile.intruder(at: path) { throw .refused(.notOurs(path: path, what: intruder)) }
      throw .numbers(error)
    }
  }

  private func handles(
    _ rows: SQLiteRows, _ readers: ReaderPool, _ checkpointer: Checkpointer
  ) -> StoreHandles {
    StoreHandles(
      rows: rows, path: options.path, readers: readers, checkpointer: checkpointer, lock: lock, logger: logger,
      onDamage: options.onDamage
    ) { () throws(StoreError) in
      let fresh = try SQLiteConnection(path: options.path, isReader: false)
      try configure(fresh)
      return fresh
    }
  }

  private func journal(mark: String) -> EndJournal? {
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

  private func configure(_ connection: SQLiteConnection) throws(StoreError) {
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

  private func beginBoot(
    _ connection: SQLiteConnection, now: Timestamp, ahead: Int64
  ) throws(StoreError) -> Int64 {
    try connection.execute("BEGIN IMMEDIATE", as: "begin")
    let boot = try connection.integer("SELECT value FROM meta WHERE name = 'boot'") + 1
    try connection.statement(StoreSQL.setMeta, binding: "boot", boot).run()
    try connection.statement(StoreSQL.insertBoot, binding: boot, options.machineBoot, now).run()
    try connection.statement(StoreSQL.pruneBoots, binding: boot).run()
    // From this moment on: a check of the file or a migration may have taken its time.
    let sinceNow = now.advanced(byMicros: -ahead).advanced(byMicros: (ContinuousClock.now - began).wholeMicros)
    try SQLiteLeases(connection: connection).extend(until: sinceNow.advanced(byMicros: Limits.leaseAfterStartMicros))
    try connection.execute("COMMIT", as: "commit")
    return boot
  }
}
