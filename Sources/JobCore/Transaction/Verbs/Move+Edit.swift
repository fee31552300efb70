// A job that is put elsewhere by an edit.

extension Move {
  /// Changes where a job stands, and when it is due; what follows from that in memory is the caller's.
  ///
  /// - Returns: the job as it is then.
  @discardableResult
  static func edit(
    _ job: JobRow, to state: JobState, _ tx: Transaction, _ change: (inout JobRow) -> Void
  ) throws(StoreError) -> JobRow {
    let reason = HoldPolicy.kept(job.reason, of: state)
    let readyAt = state == .queued && job.state != .queued ? tx.ledger.times.nextReadyAt(tx.now) : nil
    return try write(job, to: state, reason: reason, tx) { row in
      let due = row.runAt
      change(&row)
      row.readyAt = readyAt ?? row.readyAt
      if state == .queued || row.runAt != due { row.pausedAt = nil }
    }.row
  }
}
