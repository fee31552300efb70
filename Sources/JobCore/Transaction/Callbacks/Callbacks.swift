// Callbacks are stored with their job or batch, are due in the transaction that ends it, and are recorded call by call:
// none is forgotten, whatever becomes of the daemon.

/// The callbacks of jobs and batches.
enum Callbacks {
  /// Those of a job or a batch, in the order in which they are called.
  static func of(_ owner: Parent, _ tx: Transaction) throws(StoreError) -> [CallbackRow] {
    try call(tx)
    try readAhead([owner], tx)
    return tx.working.callbacks(of: owner) ?? []
  }

  static func insert(_ callbacks: [Callback], of owner: Parent, _ tx: Transaction) {
    for callback in callbacks { _ = insert(callback, .waiting, of: owner, tx) }
  }

  /// - Parameter state: one that is due is called from now on.
  static func insert(
    _ callback: Callback, _ state: CallbackState, of owner: Parent, _ tx: Transaction
  ) -> CallbackStatus {
    let status = CallbackStatus(
      id: tx.ledger.numbers.callbacks.next(), callback: callback, state: state, tries: 0,
      nextAt: state == .due ? tx.now : nil)
    insert(CallbackRow(owner: owner, status: status), tx)
    return status
  }

  /// One of the queue in which the owner has just ended.
  ///
  /// - Parameter fault: why it cannot be called, which is all that becomes of it then.
  static func insert(
    _ callback: Callback, of owner: Parent, calledBy queue: String, fault: String?, _ tx: Transaction
  ) {
    let status = CallbackStatus(
      id: tx.ledger.numbers.callbacks.next(), callback: callback, state: fault == nil ? .due : .failed, tries: 0,
      nextAt: fault == nil ? tx.now : nil, lastError: fault, queue: queue)
    insert(CallbackRow(owner: owner, status: status), tx)
  }

  /// One of those for every job, of the end that the owner has just had.
  static func insertDefault(_ callback: Callback, of owner: Parent, _ tx: Transaction) {
    let status = CallbackStatus(
      id: tx.ledger.numbers.callbacks.next(), callback: callback, state: .due, tries: 0, nextAt: tx.now,
      isDefault: true)
    insert(CallbackRow(owner: owner, status: status), tx)
  }

  private static func insert(_ row: CallbackRow, _ tx: Transaction) {
    tx.changes.callbacks.append(.add(row))
    if let known = tx.working.callbacks(of: row.owner) { tx.working.set(known + [row], of: row.owner) }
  }

  /// Changes some of an owner's callbacks, all of which are known.
  static func change(_ rows: [CallbackRow], of owner: Parent, _ tx: Transaction, _ edit: (inout CallbackRow) -> Void) {
    let edited = rows.map { row in
      var edited = row
      edit(&edited)
      if edited != row { tx.changes.callbacks.append(.set(edited)) }
      return edited
    }
    tx.working.set(edited, of: owner)
  }

  /// Removes those that are meant; returns how many.
  static func remove(
    of owner: Parent, _ tx: Transaction, where isMeant: (CallbackRow) -> Bool
  ) throws(StoreError) -> Int {
    let rows = try of(owner, tx)
    let kept = rows.filter { row in
      let goes = isMeant(row)
      if goes { tx.changes.callbacks.append(.remove(row.id)) }
      return !goes
    }
    tx.working.set(kept, of: owner)
    return rows.count - kept.count
  }

  static func removeAll(of owner: Parent, _ tx: Transaction) {
    tx.changes.callbacks.append(.removeAll(of: owner))
    tx.working.set([], of: owner)
  }

  static func areDue(of owner: Parent, _ tx: Transaction) throws(StoreError) -> Bool {
    try of(owner, tx).contains { $0.status.state == .due }
  }

  // MARK: Ends

  /// It has ended: those that are for this end are to be called.
  static func tell(of owner: Parent, isSuccess: Bool, _ tx: Transaction) {
    tx.agenda.noteTold(Agenda.Told(owner: owner, isSuccess: isSuccess, at: tx.now))
    tx.after.commit.noteCallback(tx.now)
  }

  /// Makes due what is for the ends of this transaction, all of them together.
  static func call(_ tx: Transaction) throws(StoreError) {
    if !tx.agenda.hasTold { return }
    let ends = tx.agenda.takeTold()
    try readAhead(ends.map(\.owner), tx)
    for end in ends {
      change(tx.working.callbacks(of: end.owner) ?? [], of: end.owner, tx) { row in
        if row.status.state != .waiting { return }
        let isMet = row.status.callback.on.isMet(bySuccess: end.isSuccess)
        row.status.state = isMet ? .due : .unmet
        row.status.nextAt = isMet ? end.at : nil
      }
    }
  }

  /// It is to run again: its next end is told as well, and what has not been told of this one still is. Whom its queue
  /// and everybody's callbacks tell of the next end is decided by then.
  static func renew(of owner: Parent, after end: CallbackEnd, _ tx: Transaction) throws(StoreError) {
    _ = try remove(of: owner, tx) { !$0.status.isOwn && !$0.isOpen }
    let rows = try of(owner, tx)
    guard rows.contains(where: { $0.status.state == .due }) else {
      change(rows, of: owner, tx) { row in
        if !row.status.isOfEarlierEnd {
          row.status = CallbackStatus(id: row.id, callback: row.status.callback, state: .waiting, tries: 0)
        }
      }
      return
    }
    let next = rows.filter(\.isOfNextEnd).map(\.status.callback)
    change(rows, of: owner, tx) { row in
      if row.status.state == .due && !row.status.isOfEarlierEnd { row.status.earlierEnd = end.kept }
    }
    // All of them anew, so that their numbers are in their order, and behind those of the end before.
    _ = try remove(of: owner, tx) { !$0.status.isOfEarlierEnd }
    insert(next, of: owner, tx)
    let earlier = try of(owner, tx).filter(\.status.isOfEarlierEnd).map(\.id)
    let last = earlier.count > Limits.callbackEarlierMax ? earlier[earlier.count - Limits.callbackEarlierMax - 1] : 0
    let count = try remove(of: owner, tx) { $0.status.isOfEarlierEnd && $0.id <= last }
    if count > 0 { tx.after.commit.forgottenCalls.append(ForgottenCalls(owner: owner, count: count)) }
  }

  /// Reads those that have not been read. What has been decided about them is written before.
  static func readAhead(_ owners: [Parent], _ tx: Transaction) throws(StoreError) {
    var wants = Wants()
    wants.callbacks = owners.filter { tx.working.callbacks(of: $0) == nil }
    if wants.isEmpty { return }
    if !tx.changes.callbacks.isEmpty { try tx.flush() }
    try tx.readAhead(wants)
  }
}
