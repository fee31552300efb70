// Attempts that are carried out outside of jobd: they begin with a lease, go on as long as it is renewed, and end by the
// word of whoever has them, or by the clock.

/// The leases of attempts elsewhere.
enum Leases {
  /// `nil` if there is none.
  static func row(of id: JobID, _ tx: Transaction) throws(StoreError) -> LeaseRow? {
    if let known = tx.working.leases[id] { return known }
    var wants = Wants()
    wants.leases = [id]
    try tx.readAhead(wants)
    return tx.working.leases[id] ?? nil
  }

  /// The lease that `fence` proves, and its job; `nil` if it proves none any more.
  static func live(_ fence: ClaimFence, _ tx: Transaction) throws(StoreError) -> (row: LeaseRow, job: JobRow)? {
    guard let job = try Apply.live(fence.fence, tx), let row = try row(of: fence.job, tx), row.holds(fence.secret)
    else { return nil }
    return (row, job)
  }

  /// A job that has just been claimed is carried out elsewhere.
  static func begin(_ row: LeaseRow, _ tx: Transaction) {
    tx.changes.leases.append(.add(row))
    tx.working.set(row, lease: row.job)
    tx.ledger.times.noteDue(row.wakeAt.map(tx.terms.steady.wall))
    tx.ledger.times.noteDue(row.deadline)
  }

  /// Another moment may be the next one at which something is to be done.
  static func change(_ row: LeaseRow, from was: LeaseRow, _ tx: Transaction) {
    tx.changes.leases.append(.set(row, was: was))
    tx.working.set(row, lease: row.job)
    if row.wakeAt != was.wakeAt || row.deadline != was.deadline || row.stop != was.stop {
      tx.ledger.times.isNextDueStale = true
    }
  }

  /// Says that whoever has the attempt is alive; its lease runs from now on.
  ///
  /// What is stored reaches a third further than what is answered, so that it is written only now and then, and is
  /// never earlier than what was answered.
  ///
  /// - Parameter isWritten: false when the disk takes nothing: it is remembered until it does.
  static func heartbeat(
    _ fence: ClaimFence, isWritten: Bool = true, _ tx: Transaction
  ) throws(StoreError) -> LeaseState {
    guard let (row, _) = try live(fence, tx), let micros = row.micros else { return .stale(fence) }
    let promised = tx.terms.steady.now.advanced(byMicros: micros)
    if !isWritten {
      tx.ledger.leases.renewals[fence.job] = promised
    } else if !row.isTouched || row.expiresAt.map({ promised > $0 }) ?? true {
      tx.ledger.leases.renewals[fence.job] = nil
      renew(row, until: promised.advanced(byMicros: micros / 3), tx)
    }
    let unwritten = tx.ledger.leases.stops[fence.job].flatMap { $0.start == fence.fence.start ? $0.cancel : nil }
    var lease = Lease(
      fence: fence, micros: micros, expiresAt: tx.now.advanced(byMicros: micros), cancel: row.cancel ?? unwritten)
    lease.holder = LeaseHolder(job: fence.job, worker: row.worker, identity: row.claimedBy ?? "")
    return .live(lease)
  }

  static func renew(_ row: LeaseRow, until moment: Timestamp, _ tx: Transaction) {
    var renewed = row
    renewed.expiresAt = moment
    renewed.isTouched = true
    change(renewed, from: row, tx)
  }

  /// Whoever has it has been heard of.
  static func touch(_ row: LeaseRow, _ tx: Transaction) {
    if row.isTouched { return }
    var touched = row
    touched.isTouched = true
    change(touched, from: row, tx)
  }

  /// The limits of a running attempt have been edited.
  static func limit(
    of id: JobID, timeoutMicros: Int64?, deadline: Timestamp?, _ tx: Transaction
  ) throws(StoreError) {
    guard let row = try row(of: id, tx) else { return }
    var limited = row
    limited.timeoutAt = timeoutMicros.map { row.beganAt.advanced(byMicros: $0) }
    limited.deadline = deadline
    change(limited, from: row, tx)
  }
}

extension LeaseRow {
  var cancel: Lease.Cancel? {
    stop.map { Lease.Cancel(cause: $0.cause, reason: $0.reason) }
  }
}
