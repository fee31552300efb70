// A job in a working set: its row as the transaction has it, and what that differs by from the row that was written.

/// A row of `job` on its way through a transaction. A reference, so that a wide row is found once, and changed and written
/// where it is.
final class WorkingJob {
  /// What a change was decided on, as far as the rows know: a row that is not so any more is not written, and the
  /// transaction fails.
  struct Fence: Equatable {
    let state: JobState
    let starts: Int
  }

  private(set) var row: JobRow
  private(set) var fence: Fence
  /// What differs from the row that was written.
  private(set) var changes: JobRow.Parts = []
  private(set) var isNew: Bool
  /// It is to be written.
  private(set) var isChanged: Bool
  /// It has been removed: nobody finds it any more.
  private(set) var isGone = false
  /// What has been told of it, or was so when it was read; `nil` of one that is new.
  private var told: Told?
  /// People are shown something else of it than has been told.
  private(set) var isUntold = false
  /// The names that it had before, if they have changed, and those it has.
  private(set) var labels: (old: JobLabels, new: JobLabels)?
  /// How its latest attempt ended, if this transaction has ended it.
  var exit: AttemptExit?
  private var hasTerms = false
  private var ownTerms: TermsBox?

  /// - Parameter isNew: it has not been written, and is to be.
  init(_ row: consuming JobRow, isNew: Bool) {
    fence = Fence(state: row.state, starts: row.starts)
    self.row = row
    self.isNew = isNew
    isChanged = isNew
    told = isNew ? nil : Told(self.row)
  }

  /// `nil` if they have not been read.
  var terms: JobTerms? {
    get { hasTerms ? ownTerms?.terms ?? JobTerms() : nil }
    set {
      hasTerms = newValue != nil
      ownTerms = newValue.flatMap { $0.isEmpty ? nil : TermsBox($0) }
    }
  }

  /// True if it had not been changed.
  func change(_ edit: (inout JobRow) -> Void) -> Bool {
    // On a copy: so nobody can come upon the row while it is being changed, and that needs no checks.
    var next = row
    edit(&next)
    // A look at a job is no change of it.
    let isLook = next.flags.symmetricDifference(row.flags) == .seen && next.state == row.state
    next.rev = row.rev + (isLook ? 0 : 1)
    let isFirst = !isChanged
    if isFirst { (fence, changes) = (Fence(state: row.state, starts: row.starts), []) }
    changes.formUnion(next.changes(since: row))
    if next.isShownOtherwise(than: row) { isUntold = true }
    if next.starts != row.starts { exit = nil }
    isChanged = true
    row = next
    return isFirst
  }

  /// What of it filters look at, as it was told.
  struct Told {
    let state: JobState
    let reason: Reason?
    let queue: Int64

    init(_ row: JobRow) {
      (state, reason, queue) = (row.state, row.reason, row.queue)
    }
  }

  /// All that has changed of it is told now; returns what was so before.
  func noteTold() -> Told? {
    defer { (told, isUntold, labels) = (Told(row), false, nil) }
    return told
  }

  /// It was told as this.
  func noteTold(as row: JobRow) {
    told = Told(row)
  }

  /// It has been edited, maybe in what its row does not have.
  func noteEdited() {
    isUntold = true
  }

  func noteLabels(_ new: JobLabels, before old: JobLabels) {
    labels = (labels?.old ?? old, new)
    isUntold = true
  }

  func noteGone() {
    isGone = true
  }

  /// It is written as it is.
  func noteWritten() {
    (isNew, isChanged) = (false, false)
  }
}

/// Terms that say something, in a place of their own: few jobs have any.
private final class TermsBox {
  let terms: JobTerms

  init(_ terms: JobTerms) {
    self.terms = terms
  }
}
