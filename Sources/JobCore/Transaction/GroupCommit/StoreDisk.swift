// What the disk below the rows is asked and told by whoever commits: whether it can be believed, and whether there is
// room.

/// The disk that rows are kept on; confined to the writer's queue. A store without one has nothing that could fail so.
protocol StoreDisk: AnyObject {
  /// Called, on whatever thread, when `noteCommit` is to be called again though nobody has written.
  var onIdle: @Sendable () -> Void { get set }

  /// Why nothing can be written right now, or nothing. After a failed sync this is where everything is opened afresh.
  func refusal() -> StoreError?

  /// A transaction has begun.
  func noteBegin() throws(StoreError)

  /// Throws if what is about to be committed would not be found after a restart, or leaves too little room.
  ///
  /// - Parameter isEnds: it records nothing but ends of attempts, which may take of the last room.
  func checkCommit(isEnds: Bool) throws(StoreError)

  /// A transaction has been committed.
  func noteCommit()

  /// After a write that found no room; says whether there may be more now.
  func makeRoom() -> Bool

  /// Opens everything afresh, for another try.
  func freshen() throws(StoreError)

  /// A commit may be on the disk or not: nothing is written before that has been mended.
  func distrust(_ error: StoreError)

  /// From now on nothing is written.
  func noteDamage(_ error: StoreError)

  /// Puts everything in order and closes.
  func close()
}
