// A job in a working set: its row as the transaction has it, and as it was.

/// A row of `job` on its way through a transaction. A reference, so that a wide row is found once, and changed and written
/// where it is.
final class WorkingJob {
  private(set) var row: JobRow
  /// What its next change is decided on, as far as the rows know: a row that is not so any more is not written, and the
  /// transaction fails. `nil` for a new row.
  private(set) var written: JobRow?
  private(set) var isNew: Bool
  /// It is to be written.
  private(set) var isChanged: Bool
  var terms: JobTerms?
  var spec: NewJob?

  /// - Parameter isNew: it has not been written, and is to be.
  init(_ row: consuming JobRow, isNew: Bool) {
    self.row = row
    self.isNew = isNew
    isChanged = isNew
  }

  /// True if it had not been changed.
  func change(_ edit: (inout JobRow) -> Void) -> Bool {
    let isFirst = !isChanged
    if isFirst { written = row }
    isChanged = true
    edit(&row)
    return isFirst
  }

  /// It is written as it is.
  func noteWritten() {
    (isNew, isChanged) = (false, false)
  }
}
