// What an earlier boot left running.

/// Attempts whose daemon is gone.
enum LostAttempts {
  static func all(_ tx: Transaction) throws(StoreError) -> [LostAttempt] {
    var lost: [LostAttempt] = []
    var page: [LostRow] = []
    repeat {
      let last = page.last?.job.id ?? JobID(0)
      page = try tx.search { rows throws(StoreError) in
        try rows.upkeep.lost(except: tx.terms.boot, after: last, max: Limits.edgesPage)
      }
      var wants = Wants()
      wants.decisive = page.map(\.job.id)
      try tx.readAhead(wants)
      for row in page { lost.append(try attempt(row, tx)) }
    } while page.count == Limits.edgesPage
    return lost
  }

  private static func attempt(_ row: LostRow, _ tx: Transaction) throws(StoreError) -> LostAttempt {
    let job = row.job
    var spec = try Specs.decisive(job.id, tx)
    spec.queue = tx.ledger.queues.name(of: job.queue) ?? ""
    spec.priority = job.priority
    spec.isShielded = job.flags.contains(.shielded)
    spec.deadline = job.deadline
    let claimed = ClaimedJob(
      fence: Fence(job: job.id, start: job.starts, boot: job.boot ?? 0), attempt: job.attempt,
      maxAttempts: job.maxAttempts, startedAt: job.begunAt, createdAt: job.createdAt, queueID: job.queue, spec: spec,
      parents: [])
    return LostAttempt(
      job: claimed, isCancelRequested: job.flags.isCancelEffective, machineBoot: row.machineBoot, pid: job.pid,
      pidTicks: job.pidTicks)
  }
}
