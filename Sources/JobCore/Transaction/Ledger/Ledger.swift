// What the writer knows without asking the rows. It changes with them: a transaction that fails takes its changes back,
// at the price of what it touched, so that the ledger always says what the rows say.

/// The writer's memory.
struct Ledger {
  var queues = QueueBook()
  var limits = LimitBook()
  var batches = BatchBook()
  var claims = ClaimBook()
  var leases = LeaseBook()
  @Journaled var times = Times()
  @Journaled var backlog = Backlog()
  @Journaled var numbers = Numbers()

  /// What has been left to later transactions.
  struct Backlog: Equatable {
    /// Ends of which not all follow-ups have been decided.
    var settlementCount = 0
    /// A transaction that goes on with them is on its way.
    var isSettlementPlanned = false
    /// Limit keys have been left for the next transaction.
    var hasLimitsLeft = false
  }

  /// A transaction begins: what is there now is what its failure goes back to.
  mutating func begin() {
    queues.begin()
    limits.begin()
    claims.begin()
    _times.begin()
    _backlog.begin()
    _numbers.begin()
  }

  /// The transaction is written.
  mutating func commit() {
    queues.commit()
    limits.commit()
    batches.commit()
    claims.commit()
    leases.commit()
    _times.commit()
    _backlog.commit()
    _numbers.commit()
  }

  /// The transaction is not written: all is as it was before it.
  mutating func rollBack() {
    queues.rollBack()
    limits.rollBack()
    batches.rollBack()
    claims.rollBack()
    leases.rollBack()
    _times.rollBack()
    _backlog.rollBack()
    _numbers.rollBack()
  }
}
