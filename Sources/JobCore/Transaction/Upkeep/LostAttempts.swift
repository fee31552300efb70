// What an earlier boot left running.

/// Attempts whose daemon is gone.
enum LostAttempts {
  static func all(_ tx: Transaction) throws(StoreError) -> [LostAttempt] {
    var lost: [LostAttempt] = []
    var page: [JobStanding] = []
    repeat {
      let last = page.last?.id
      page = try tx.search { rows throws(StoreError) in
        try rows.upkeep.jobs(.lost(exceptBoot: tx.terms.boot), after: last, max: Limits.edgesPage)
      }
      let ids = page.map(\.id)
      try tx.readAhead(Wants(jobs: ids, decisive: ids))
      var jobs: [JobRow] = []
      for id in ids { if let job = try tx.job(id) { jobs.append(job) } }
      let wants = Wants(boots: Array(Set(jobs.compactMap(\.boot))))
      let boots = try tx.search { rows throws(StoreError) in try rows.look(wants) }.boots
      for job in jobs { lost.append(try attempt(job, job.boot.flatMap { boots[$0] } ?? "", tx)) }
    } while page.count == Limits.edgesPage
    return lost
  }

  /// - Parameter machineBoot: in which it began.
  private static func attempt(
    _ job: JobRow, _ machineBoot: String, _ tx: Transaction
  ) throws(StoreError) -> LostAttempt {
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
      job: claimed, isCancelRequested: job.flags.isCancelEffective, machineBoot: machineBoot, pid: job.pid,
      pidTicks: job.pidTicks)
  }
}
