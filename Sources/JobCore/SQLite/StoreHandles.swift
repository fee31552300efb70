// What the writer may believe of its handles. A read that failed is tried again by fresh ones; after a sync that failed
// they are not used any more; damage is final.

import Logging

/// The handles on the files of one store; confined to the writer's queue.
final class StoreHandles: StoreDisk {
  private let rows: SQLiteRows
  private let readers: ReaderPool
  private let files: StoreFiles
  private let databaseLog: DatabaseLog
  private var trust = DiskTrust()
  private var hasEnded = false
  private var hooks: Hooks
  private let logger: Logger

  /// What is done by others.
  private struct Hooks {
    /// Opens and configures a writing connection.
    let open: () throws(StoreError) -> SQLiteConnection
    let onDamage: @Sendable (StoreError) -> Void
    /// See `StoreDisk.onIdle`: here, when a part of the log has been copied beside the writer.
    var onIdle: @Sendable () -> Void = {}
  }

  /// Once the database and its log are open.
  init(
    rows: SQLiteRows, path: String, readers: ReaderPool, checkpointer: Checkpointer, lock: DatabaseLock, logger: Logger,
    onDamage: @escaping @Sendable (StoreError) -> Void, open: @escaping () throws(StoreError) -> SQLiteConnection
  ) {
    self.rows = rows
    self.readers = readers
    self.logger = logger
    files = StoreFiles(path: path, lock: lock, logger: logger)
    databaseLog = DatabaseLog(of: rows, path: path, checkpointer: checkpointer)
    hooks = Hooks(open: open, onDamage: onDamage)
  }

  var onIdle: @Sendable () -> Void {
    get { hooks.onIdle }
    set { hooks.onIdle = newValue }
  }

  /// How far the log has been copied.
  var plan: CheckpointPlan { databaseLog.plan }

  // MARK: Before a transaction

  /// Why nothing can be written right now, or nothing. After a failed sync this is where the handles are replaced.
  func refusal() -> StoreError? {
    if let damage = trust.damage { return damage }
    guard let doubt = trust.doubt else { return nil }
    if !trust.mayTry { return doubt }
    do throws(StoreError) {
      try regain()
      logger.notice("the database was opened afresh and can be written", metadata: [LogKeys.path: "\(files.path)"])
      trust.regain()
      return nil
    } catch {
      if error.isDamage { noteDamage(error) }
      trust.wait(error)
      return error
    }
  }

  /// After this no crash finds what was refused, and all that is in the log reaches the database.
  private func regain() throws(StoreError) {
    try overwrite()
    // With the last handle goes the memory of what has been copied into the database: pages whose sync failed are
    // copied once more.
    try readers.whileClosed { () throws(StoreError) in
      try databaseLog.whileClosed { () throws(StoreError) in
        rows.connection.close()
        rows.connection = try hooks.open()
      }
    }
  }

  /// What was in the log's last transaction is written over, by handles that have not failed.
  private func overwrite() throws(StoreError) {
    try files.check()
    // First opened, then closed: as long as one is open, the log ends for all where the last good commit ended.
    try replace()
    // Also where commits are not synced otherwise: it is the point of this one.
    try rows.connection.execute("PRAGMA synchronous = FULL", as: "pragma synchronous")
    try rows.begin()
    do throws(StoreError) {
      try rows.statement(StoreSQL.touch).run()
      // Whatever comes of it, nobody is told: it is the point of another try.
      try rows.statement(StoreSQL.commit).run()
    } catch {
      rows.rollBack()
      throw error
    }
  }

  private func replace() throws(StoreError) {
    let fresh = try hooks.open()
    rows.connection.close()
    rows.connection = fresh
  }

  // MARK: After a failure

  /// Fresh handles for another try.
  func freshen() throws(StoreError) {
    try files.check()
    try replace()
  }

  /// From now on nothing is written before the handles have been replaced.
  func distrust(_ error: StoreError) {
    if !trust.lose(error) { return }
    logger.error(
      "the disk failed while syncing; its handles are not used any more",
      metadata: [LogKeys.path: "\(files.path)", LogKeys.error: "\(error)"])
  }

  /// From now on nothing is written.
  func noteDamage(_ error: StoreError) {
    if !trust.noteDamage(error) { return }
    logger.critical(
      "the database is damaged; nothing more is written to it",
      metadata: [LogKeys.path: "\(files.path)", LogKeys.error: "\(error)"])
    hooks.onDamage(error)
  }

  // MARK: Around a commit

  func noteBegin() throws(StoreError) {
    try databaseLog.look()
  }

  func checkCommit(isEnds: Bool) throws(StoreError) {
    try databaseLog.checkRoom(isEnds: isEnds)
    try files.check()
  }

  /// Nothing is written to a damaged database, nor by handles that are not trusted.
  private var mayFold: Bool { !hasEnded && trust.isWhole }

  /// Folds the log in when it is long enough.
  func noteCommit() {
    if !mayFold { return }
    do throws(StoreError) { try databaseLog.fold(then: hooks.onIdle) } catch { noteCheckpoint(error) }
  }

  func makeRoom() -> Bool {
    if !mayFold { return false }
    do throws(StoreError) {
      return try databaseLog.makeRoom()
    } catch {
      noteCheckpoint(error)
      return false
    }
  }

  private func noteCheckpoint(_ error: StoreError) {
    // Without space the log stays as it is, and grows no further than there is space.
    if case .full = error { return }
    distrust(error)
  }

  // MARK: The end

  /// Folds the log in and closes, unless that could do harm.
  func close() {
    hasEnded = true
    if let error = databaseLog.close() { noteCheckpoint(error) }
    if isClean {
      do throws(StoreError) { try rows.connection.checkpointTruncating() } catch { noteCheckpoint(error) }
    } else if trust.doubt != nil && trust.damage == nil {
      do throws(StoreError) { try overwrite() } catch { _ = trust.lose(error) }
    }
    if isClean { rows.connection.giveUpLog() }
    rows.connection.close()
    files.release()
  }

  /// Whether SQLite may do at the end what it does by itself: copy the log once more and remove it.
  private var isClean: Bool {
    trust.isWhole && files.areInPlace
  }
}
