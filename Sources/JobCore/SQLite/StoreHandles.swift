// What the writer may believe of its handles. A read that failed is tried again by fresh ones; after a sync that failed
// they are not used any more; damage is final.

import Dispatch
import Logging

/// The handles on the files of one store; confined to the writer's queue.
final class StoreHandles: StoreDisk {
  private let rows: SQLiteRows
  private let path: String
  private let readers: ReaderPool
  private let checkpointer: Checkpointer
  private(set) var plan = CheckpointPlan()
  /// Runs when the checkpointer is done.
  var onIdle: @Sendable () -> Void = {}
  private let lock: DatabaseLock
  private let logger: Logger
  /// Opens and configures a writing connection.
  private let open: () throws(StoreError) -> SQLiteConnection
  private let identity: FileIdentity

  /// A sync has failed, and what it was to sync has not been written over yet.
  private var doubt: StoreError?
  private var triesAgainAt = DispatchTime(uptimeNanoseconds: 0)
  private var pauseMicros = Limits.regainMicros
  private var isOutOfPlace = false
  /// The last try to make room: how long the log was, and until when one like it is not tried again.
  private var roomTry: (frames: Int, pausesUntil: DispatchTime)?
  private var hasEnded = false
  /// What the transaction that runs has found on the disk, if there is not much room.
  private var room: CommitRoom?
  private(set) var damage: StoreError?
  private let onDamage: @Sendable (StoreError) -> Void

  /// Once the database and its log are open.
  init(
    rows: SQLiteRows, path: String, readers: ReaderPool, checkpointer: Checkpointer, lock: DatabaseLock, logger: Logger,
    onDamage: @escaping @Sendable (StoreError) -> Void, open: @escaping () throws(StoreError) -> SQLiteConnection
  ) {
    self.rows = rows
    self.path = path
    self.readers = readers
    self.checkpointer = checkpointer
    self.lock = lock
    self.logger = logger
    self.onDamage = onDamage
    self.open = open
    identity = FileIdentity(paths: [path, "\(path)-wal", "\(path)-shm"])
  }

  // MARK: Before a transaction

  /// Why nothing can be written right now, or nothing. After a failed sync this is where the handles are replaced.
  func refusal() -> StoreError? {
    if let damage { return damage }
    guard doubt != nil else { return nil }
    if DispatchTime.now() < triesAgainAt { return doubt }
    do throws(StoreError) {
      try regain()
      logger.notice("the database was opened afresh and can be written", metadata: [LogKeys.path: "\(path)"])
      doubt = nil
      pauseMicros = Limits.regainMicros
      return nil
    } catch {
      if error.isDamage { noteDamage(error) }
      doubt = error
      triesAgainAt = .now() + .microseconds(Int(pauseMicros))
      pauseMicros = min(pauseMicros * 2, Limits.regainMicrosMax)
      return error
    }
  }

  /// After this no crash finds what was refused, and all that is in the log reaches the database.
  private func regain() throws(StoreError) {
    try overwrite()
    // With the last handle goes the memory of what has been copied into the database: pages whose sync failed are
    // copied once more.
    try readers.whileClosed { () throws(StoreError) in
      try checkpointer.whileClosed { () throws(StoreError) in
        rows.connection.close()
        rows.connection = try open()
      }
    }
    plan = CheckpointPlan()
  }

  /// What was in the log's last transaction is written over, by handles that have not failed.
  private func overwrite() throws(StoreError) {
    try checkPlace()
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
    let fresh = try open()
    rows.connection.close()
    rows.connection = fresh
  }

  // MARK: After a failure

  /// Fresh handles for another try.
  func freshen() throws(StoreError) {
    try checkPlace()
    try replace()
  }

  /// From now on nothing is written before the handles have been replaced.
  func distrust(_ error: StoreError) {
    if doubt == nil {
      logger.error(
        "the disk failed while syncing; its handles are not used any more",
        metadata: [LogKeys.path: "\(path)", LogKeys.error: "\(error)"])
      triesAgainAt = .now()
    }
    doubt = error
  }

  /// From now on nothing is written.
  func noteDamage(_ error: StoreError) {
    if damage != nil { return }
    damage = error
    logger.critical(
      "the database is damaged; nothing more is written to it",
      metadata: [LogKeys.path: "\(path)", LogKeys.error: "\(error)"])
    onDamage(error)
  }

  // MARK: Around a commit

  /// Throws if what would be committed now would not be found after a restart.
  private func checkPlace() throws(StoreError) {
    guard let file = identity.firstReplaced else {
      if isOutOfPlace { logger.notice("the database's files are in their place again") }
      isOutOfPlace = false
      return
    }
    if !isOutOfPlace {
      logger.critical("a file of the database was removed or replaced", metadata: [LogKeys.path: "\(file)"])
    }
    isOutOfPlace = true
    throw .replaced(path: file)
  }

  /// Folds the log in when it is long enough: most of it beside the writer, and here what has come meanwhile.
  func noteCommit() {
    // Nothing is written to a damaged database, nor by handles that are not trusted.
    if hasEnded || damage != nil || doubt != nil { return }
    let frames = rows.connection.frameCount
    let progress = checkpointer.takeProgress()
    if case .done(let copy) = progress, let error = copy.error {
      plan.note(copy)
      return noteCheckpoint(error)
    }
    let room = frames < Limits.checkpointRest ? nil : FreeSpace.bytes(at: path)
    switch plan.step(frames: frames, room: room.map { Int($0 / Limits.databasePageBytes) } ?? .max, progress) {
    case .nothing: break
    case .copyBeside: checkpointer.begin(then: onIdle)
    case .copyHere:
      do throws(StoreError) {
        if let copy = checkpointer.wait() {
          plan.note(copy)
          if let error = copy.error { throw error }
        }
        plan.note(Checkpointer.Copy(frames: try rows.connection.checkpoint()))
      } catch {
        noteCheckpoint(error)
      }
    }
  }

  func noteBegin() throws(StoreError) {
    room = try scarceRoom()
  }

  func checkCommit(isEnds: Bool) throws(StoreError) {
    if let room {
      // What makes the database larger must leave enough to copy the log, and what is asked for a little more.
      let reserve = isEnds ? Limits.roomReserveForEndsBytes : Limits.roomReserveBytes
      if !room.suffices(pages: try rows.connection.pageCount(), reserve: reserve) {
        throw .full(statement: StoreSQL.commit.name)
      }
    }
    try checkPlace()
  }

  /// What is found on the disk, if there is not much room.
  private func scarceRoom() throws(StoreError) -> CommitRoom? {
    guard let free = FreeSpace.bytes(at: path), free < Limits.roomAmpleBytes else { return nil }
    return CommitRoom(
      freeBytes: free, databaseBytes: FileSize.bytes(at: path), pages: try rows.connection.pageCount())
  }

  /// After a write that found no room: gives back that of the log, without waiting for who reads it. Says whether there
  /// may be more now. What did not help is not tried again for each that is refused.
  func makeRoom() -> Bool {
    if hasEnded || damage != nil || doubt != nil || FileSize.bytes(at: "\(path)-wal") == 0 { return false }
    let frames = rows.connection.frameCount
    if let roomTry, roomTry.frames == frames, DispatchTime.now() < roomTry.pausesUntil { return false }
    defer {
      let pausesUntil = DispatchTime.now() + .microseconds(Limits.roomAgainMicros)
      roomTry = (rows.connection.frameCount, pausesUntil)
    }
    do throws(StoreError) {
      if let copy = checkpointer.wait() {
        plan.note(copy)
        if let error = copy.error { throw error }
      }
      if try scarceRoom()?.canCopy == false { return false }
      let (isWhole, copied) = try rows.connection.checkpointAtOnce()
      // A reader may have kept all that was copied from being cut off: then the log is as long as before.
      if rows.connection.frameCount == 0 {
        plan = CheckpointPlan()
      } else {
        plan.note(Checkpointer.Copy(frames: copied))
      }
      return isWhole
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
    if let error = checkpointer.close() { noteCheckpoint(error) }
    if isClean {
      do throws(StoreError) { try rows.connection.checkpointTruncating() } catch { noteCheckpoint(error) }
    } else if doubt != nil && damage == nil {
      do throws(StoreError) { try overwrite() } catch { doubt = error }
    }
    if isClean { rows.connection.giveUpLog() }
    rows.connection.close()
    lock.release()
  }

  /// Whether SQLite may do at the end what it does by itself: copy the log once more and remove it.
  private var isClean: Bool {
    damage == nil && doubt == nil && identity.firstReplaced == nil
  }
}
