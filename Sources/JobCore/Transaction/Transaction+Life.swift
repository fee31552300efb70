// How a transaction begins and ends.

extension Transaction {
  /// All that it does has one moment.
  ///
  /// - Parameter asked: when each of its operations was asked for.
  func begin(asked: some Sequence<Timestamp?>) {
    course.begin(asked: asked, work: work)
  }

  /// Writes what it has changed in memory; the last step before the commit.
  func finish() throws(StoreError) {
    // Before the look at what is due next, which is in their rows too.
    try GivenBack.forget(self)
    try BatchExpiry.settleRemoved(self)
    Batches.write(self)
    try Due.lookAhead(self)
    try Numbers.write(self)
    Queues.finish(self)
    try flush()
  }

  /// It has failed: forgets what it noted, at the price of what it touched.
  func takeBack() {
    ledger.rollBack()
    forgetRows()
    course.takeBack()
    agenda = Agenda()
    after = Aftermath()
  }
}
