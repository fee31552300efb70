// What became ready after its turn in a transaction, and what was too much for it: the transactions that go on with it.

/// Work that is left for later.
enum LateWork {
  /// What became ready after its turn in this transaction gets a transaction of its own: nobody else may come by. Each
  /// of them makes something start or end, so that there is a last one.
  ///
  /// External jobs always do, so that on a full disk they hold up nobody but themselves.
  static func plan(_ tx: Transaction) throws(StoreError) {
    let backlog = tx.ledger.backlog
    if backlog.settlementCount > tx.course.setAside.settlements.count && !backlog.isSettlementPlanned {
      tx.ledger.backlog.isSettlementPlanned = true
      tx.after.deferred.append(DeferredWork { tx throws(StoreError) in try Settlement.goOn(tx) })
    }
    if tx.ledger.claims.startsNothing { return }
    if tx.ledger.claims.news.hasExternalNews {
      // Those of a limit key that has room again become ready by this.
      if !tx.course.putOff.contains(.claims) {
        try Sequel.run(.claims, tx) { () throws(StoreError) in try LimitKeys.admit(tx) }
      }
      tx.ledger.claims.news.hasExternalNews = false
      if tx.ledger.claims.lanes[Lane.external] != nil {
        tx.after.deferred.append(DeferredWork { tx throws(StoreError) in try Externals.start(tx) })
      }
    }
    if tx.ledger.backlog.hasLimitsLeft {
      tx.ledger.backlog.hasLimitsLeft = false
      // Whoever wants jobs looks at the next keys then; if nobody does, they wait for who comes.
      tx.after.deferred.append(DeferredWork { tx throws(StoreError) in tx.ledger.claims.news.noteRoom() })
    } else if tx.ledger.claims.isAwaitedWorkLeft {
      tx.after.deferred.append(DeferredWork { _ throws(StoreError) in })
    }
  }
}
