// Whether what a transaction has written leaves the disk enough room, asked before it is committed.

extension StoreWriter {
  /// What makes the database larger must leave enough to copy the log, and what is asked for a little more.
  func check(_ room: CommitRoom?, for group: ArraySlice<StoreOperation>) throws(StoreError) {
    guard let room else { return }
    let isEnds = group.allSatisfy { $0.end != nil }
    let reserve = isEnds ? Limits.roomReserveForEndsBytes : Limits.roomReserveBytes
    if !room.suffices(pages: try context.connection.pageCount(), reserve: reserve) {
      throw .full(statement: StoreSQL.commit.name)
    }
  }
}
