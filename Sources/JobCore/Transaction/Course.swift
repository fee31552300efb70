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

  /// What an operation that has failed is run once more without.
  enum Omission: Equatable {
    /// That what is due is written together: with care it is known what of it cannot be.
    case haste
    case thing(DueThing)
    case sequel(Sequel)
  }

  init(clock: any WallClock, startedAt: Timestamp, workMax: Int64) {
    moments = Moments(clock: clock, now: startedAt)
    budget = Budget(max: workMax)
  }

  /// Leaves out what a rule was broken by, or a row could not be read for; `nil` if that was what had been asked for.
  /// The end of something due stands though its follow-ups cannot be stored, or decided.
  mutating func leaveOut() -> Omission? {
    if sequel == .settlement || sequel == .followUps, let omission = putOffSequel() { return omission }
    if setAside.beginCare() { return .haste }
    if let thing = setAside.addCurrent() { return .thing(thing) }
    return putOffSequel()
  }

  /// The operation has been run without it.
  mutating func putBack(_ omission: Omission) {
    switch omission {
    case .haste: setAside.endCare()
    // Until the next start.
    case .thing: break
    case .sequel(let sequel): putOff.remove(sequel)
    }
  }

  private mutating func putOffSequel() -> Omission? {
    guard let sequel, putOff.insert(sequel).inserted else { return nil }
    return .sequel(sequel)
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
