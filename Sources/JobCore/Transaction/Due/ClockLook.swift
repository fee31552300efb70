// A clock that was set, found out by the first transaction after that, or maybe while nobody ran. Steady time goes on, and
// it is kept how far the clock is ahead of it.

/// The look at the clock.
enum ClockLook {
  /// First in every transaction.
  static func begin(_ tx: Transaction) {
    let reading = tx.terms.clock.now()
    let last = tx.ledger.times.lastReading
    tx.ledger.times.lastReading = reading
    noteAhead(tx)
    if let last, !ClockPolicy.wasSetBack(from: last, to: reading) { return }
    tx.course.setAside.lookAgain()
    tx.ledger.times.isNextDueStale = true
    for queue in tx.ledger.queues.all where queue.bucket.map({ $0.at > reading }) ?? false {
      tx.ledger.queues[queue.id]?.refill(now: reading)
    }
    if tx.ledger.times.nextToken != nil || tx.ledger.times.nextRemoteToken != nil {
      (tx.ledger.times.nextToken, tx.ledger.times.nextRemoteToken) = (nil, nil)
      tx.ledger.claims.news.noteRoom()
    }
    // In transactions of its own: on a full disk it waits, and holds nobody up.
    if last == nil, Pauses.nextEnd(tx) != nil {
      tx.after.deferred.append(DeferredWork { tx throws(StoreError) in Pauses.cut(tx) })
    }
    ClockSweep.begin(isStart: last == nil, tx)
  }

  /// Whoever sets the clock does not change what lasts so long, only what the clock shows when that is over.
  private static func noteAhead(_ tx: Transaction) {
    let ahead = tx.terms.steady.ahead
    let (change, isFar) = ahead.subtractingReportingOverflow(tx.ledger.times.clockAhead)
    if change.magnitude < Limits.clockBackMicrosMin && !isFar { return }
    tx.ledger.times.clockAhead = ahead
    tx.ledger.times.isNextDueStale = true
    // For the next start; on a full disk it waits.
    tx.after.deferred.append(
      DeferredWork { tx throws(StoreError) in
        tx.changes.meta.append((SteadyTime.aheadName, tx.ledger.times.clockAhead))
      })
  }
}
