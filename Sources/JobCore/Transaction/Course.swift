// The course of a transaction, and what one knows of those before it that no row says: forgotten at a restart.

/// When a transaction is, how much it may do, and what it leaves alone.
struct Course {
  /// When it is; see `Moments`.
  var moments: Moments
  /// How much it may do; see `Budget`.
  var budget: Budget
  /// How much of something large it did.
  var piece = Piece()
  /// What is due and left alone.
  var setAside = SetAside()
  /// Where long looks of earlier transactions have come to.
  var scans = Scans()
  /// What is being done that was not asked for, and follows from what was; as it was when the transaction failed.
  var sequel: Sequel?
  /// What of that is left to later transactions.
  var putOff: Set<Sequel> = []

  /// What follows from what was asked for, and does not undo it if it cannot be done.
  enum Sequel {
    /// Those who have waited for an end are decided.
    case settlement
    /// Those who wait for jobs are served.
    case claims
  }

  init(clock: any WallClock, startedAt: Timestamp, workMax: Int64) {
    moments = Moments(clock: clock, now: startedAt)
    budget = Budget(max: workMax)
  }

  /// Puts off what could not be done; `nil` if that was nothing of the kind, or has been put off before.
  mutating func putOffSequel() -> Sequel? {
    guard let sequel, putOff.insert(sequel).inserted else { return nil }
    return sequel
  }

  /// A transaction begins.
  ///
  /// - Parameters:
  ///   - asked: when each of its operations was asked for.
  ///   - work: what had been done before it.
  mutating func begin(asked: some Sequence<Timestamp?>, work: Int64) {
    setAside.begin()
    sequel = nil
    moments.begin(asked)
    piece.hasPromoted = false
    budget.before = work
  }

  /// The transaction is written, with so much work: remembers whether it did a whole piece of something large.
  mutating func noteWritten(_ work: Int64, isLarge: Bool) {
    piece.wasWhole = budget.isPieceDone(work) && (isLarge || piece.hasPromoted)
    piece.largestWork = max(piece.largestWork, work - budget.before)
  }

  /// The transaction has failed. What is set aside stays so: it is known from one that has.
  mutating func takeBack() {
    scans.removeAll()
    budget.promised = 0
  }
}

extension Transaction {
  /// Runs `body`, which does what follows from what was asked for.
  func following<Value>(_ sequel: Course.Sequel, _ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    let outer = course.sequel
    course.sequel = sequel
    let value = try body()
    // Not if it has failed: whoever commits asks what that was.
    course.sequel = outer
    return value
  }

  func putsOff(_ sequel: Course.Sequel) -> Bool { course.putOff.contains(sequel) }
}
