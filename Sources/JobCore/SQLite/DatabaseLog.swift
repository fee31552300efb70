// The log beside the database: copied into it when it is long enough, and in time, so that there is room to copy it.

import Dispatch

/// The log of one database; confined to the writer's queue.
final class DatabaseLog {
  private let rows: SQLiteRows
  private let path: String
  private let checkpointer: Checkpointer
  private(set) var plan = CheckpointPlan()
  /// The last try to make room: how long the log was, and until when one like it is not tried again.
  private var roomTry: (frames: Int, pausesUntil: DispatchTime)?
  /// What the transaction that runs has found on the disk, if there is not much room.
  private var room: CommitRoom?

  init(of rows: SQLiteRows, path: String, checkpointer: Checkpointer) {
    self.rows = rows
    self.path = path
    self.checkpointer = checkpointer
  }

  /// Folds the log in when it is long enough: most of it beside the writer, and here what has come meanwhile.
  ///
  /// - Parameter onIdle: runs when the part beside the writer is done.
  func fold(then onIdle: @escaping @Sendable () -> Void) throws(StoreError) {
    let frames = rows.connection.frameCount
    let progress = checkpointer.takeProgress()
    if case .done(let copy) = progress, let error = copy.error {
      plan.note(copy)
      throw error
    }
    let room = frames < Limits.checkpointRest ? nil : FreeSpace.bytes(at: path)
    switch plan.step(frames: frames, room: room.map { Int($0 / Limits.databasePageBytes) } ?? .max, progress) {
    case .nothing: break
    case .copyBeside: checkpointer.begin(then: onIdle)
    case .copyHere:
      try finishCopy()
      plan.note(Checkpointer.Copy(frames: try rows.connection.checkpoint()))
    }
  }

  /// Waits for the copy beside the writer, if there is one.
  private func finishCopy() throws(StoreError) {
    guard let copy = checkpointer.wait() else { return }
    plan.note(copy)
    if let error = copy.error { throw error }
  }

  // MARK: Room

  /// A transaction has begun.
  func look() throws(StoreError) {
    room = try scarceRoom()
  }

  /// Throws if what is about to be committed leaves too little room: what makes the database larger must leave enough
  /// to copy the log, and what is asked for a little more.
  func checkRoom(isEnds: Bool) throws(StoreError) {
    guard let room else { return }
    let reserve = isEnds ? Limits.roomReserveForEndsBytes : Limits.roomReserveBytes
    if !room.suffices(pages: try rows.connection.pageCount(), reserve: reserve) {
      throw .full(statement: StoreSQL.commit.name)
    }
  }

  /// What is found on the disk, if there is not much room.
  private func scarceRoom() throws(StoreError) -> CommitRoom? {
    guard let free = FreeSpace.bytes(at: path), free < Limits.roomAmpleBytes else { return nil }
    return CommitRoom(
      freeBytes: free, databaseBytes: FileSize.bytes(at: path), pages: try rows.connection.pageCount())
  }

  /// After a write that found no room: gives back that of the log, without waiting for who reads it. Says whether there
  /// may be more now. What did not help is not tried again for each that is refused.
  func makeRoom() throws(StoreError) -> Bool {
    if FileSize.bytes(at: "\(path)-wal") == 0 { return false }
    let frames = rows.connection.frameCount
    if let roomTry, roomTry.frames == frames, DispatchTime.now() < roomTry.pausesUntil { return false }
    defer {
      let pausesUntil = DispatchTime.now() + .microseconds(Limits.roomAgainMicros)
      roomTry = (rows.connection.frameCount, pausesUntil)
    }
    try finishCopy()
    if try scarceRoom()?.canCopy == false { return false }
    let (isWhole, copied) = try rows.connection.checkpointAtOnce()
    // A reader may have kept all that was copied from being cut off: then the log is as long as before.
    if rows.connection.frameCount == 0 {
      plan = CheckpointPlan()
    } else {
      plan.note(Checkpointer.Copy(frames: copied))
    }
    return isWhole
  }

  // MARK: The copying handle

  /// Runs `body` while it is closed; it is a fresh one then, and the log begins anew.
  func whileClosed(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    try checkpointer.whileClosed(body)
    plan = CheckpointPlan()
  }

  /// Says how the copy failed that was under way.
  func close() -> StoreError? {
    checkpointer.close()
  }
}
