// Whether a commit leaves enough room on the disk to copy the log into the database. A log that cannot be copied keeps
// its room, and then even what would free some finds none: so what makes the database larger ends before the disk does.

/// A disk that has not much room left, as a transaction finds it.
struct CommitRoom {
  let freeBytes: Int64
  /// The length of the database's file: what is in the log alone comes on top of it.
  let databaseBytes: Int64
  /// Pages of the database before the transaction.
  let pages: Int

  /// Whether there is enough for a transaction after which the database has `after` pages: for the log, to copy it, and
  /// `reserve` beyond that. One that does not make the database larger finds enough if nothing has to be added to the
  /// file before: its log is copied onto pages that are there. Nor does it where that is in vain, because others have
  /// filled the disk: it may be what makes room.
  func suffices(pages after: Int, reserve: Int64) -> Bool {
    let copied = copiedBytes(pages: after)
    if after <= pages { return copied == 0 || !canCopy || freeBytes >= copied + reserve }
    let written = Int64(after - pages) * Limits.databasePageBytes
    return freeBytes >= written + copied + reserve
  }

  /// Whether the log can be copied as it is. A copy that comes to the end of the disk takes what is left of it, and has
  /// to be done over.
  var canCopy: Bool { freeBytes >= copiedBytes(pages: pages) }

  /// What the file grows by when it has so many pages.
  private func copiedBytes(pages: Int) -> Int64 {
    max(0, Int64(pages) * Limits.databasePageBytes - databaseBytes)
  }
}
