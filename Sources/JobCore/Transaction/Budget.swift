// How much one transaction does: counted and not timed, so that it is the same on every machine.

/// The budget of a transaction, in rows read, statements run and rows changed.
struct Budget {
  /// Beyond it a transaction leaves what it can to the next one.
  let max: Int64
  /// What had been done when this transaction began.
  var before: Int64 = 0
  /// What is still going to be done for those it has heard.
  var promised: Int64 = 0
  /// Pages of long values that have been written into rows: each is as much work as a row.
  var pages: Int64 = 0

  func isExhausted(_ work: Int64) -> Bool { work - before >= max }

  func isPieceDone(_ work: Int64) -> Bool { work - before >= max / Limits.piecesPerTransaction }

  func left(_ work: Int64) -> Int64 { Swift.max(0, max - (work - before)) }

  func leftOfPiece(_ work: Int64) -> Int64 { Swift.max(0, max / Limits.piecesPerTransaction - (work - before)) }
}

/// Looks that were too long for one transaction; forgotten at will.
struct Scans {
  /// Up to which of its follow-ups all of a job that is to be removed have ended.
  var children: [JobID: Int64] = [:]
  /// The same for a batch that may be removed, and those who waited for it.
  var waiting: [Int64: Int64] = [:]

  /// A job waits again that had ended.
  mutating func removeAll() {
    (children, waiting) = ([:], [:])
  }
}
