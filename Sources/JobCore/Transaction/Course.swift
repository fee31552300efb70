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

  init(clock: any WallClock, startedAt: Timestamp, workMax: Int64) {
    moments = Moments(clock: clock, now: startedAt)
    budget = Budget(max: workMax)
  }

  /// A transaction begins.
  ///
  /// - Parameters:
  ///   - asked: when each of its operations was asked for.
  ///   - work: what had been done before it.
  mutating func begin(asked: some Sequence<Timestamp?>, work: Int64) {
    setAside.begin()
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
