// What an earlier boot left running.

/// Attempts whose daemon is gone.
enum LostAttempts {
  static func all(_ tx: Transaction) throws(StoreError) -> [LostAttempt] {
    var lost: [LostAttempt] = []
    var page: [JobStanding] = []
    var boots: [Int64: String] = [:]
    repeat {
      let last = page.last?.id
      page = try tx.search { rows throws(StoreError) in
        try rows.upkeep.jobs(.lost(exceptBoot: tx.terms.boot), after: last, max: Limits.edgesPage)
      }
      let ids = page.map(\.id)
      try tx.readAhead(Wants(jobs: ids, decisive: ids))
      var jobs: [JobRow] = []
      for id in ids { if let job = try tx.job(id) { jobs.append(job) } }
      try read(Set(jobs.compactMap(\.boot)), into: &boots, tx)
      for job in jobs { lost.append(try attempt(job, job.boot.flatMap { boots[$0] } ?? "", tx)) }
    } while page.count == Limits.edgesPage
    return lost
  }

  /// Reads in which boots of the machine these were, unless that is known: of many attempts they are few.
  private static func read(
    _ ids: Set<Int64>, into boots: inout [Int64: String], _ tx: Transaction
  ) throws(StoreError) {
    let wants = Wants(boots: ids.filter { boots[$0] == nil })
    if wants.isEmpty { return }
    let found = try tx.search { rows throws(StoreError) in try rows.look(wants) }.boots
    for boot in wants.boots { boots[boot] = found[boot] ?? "" }
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
    var claimed = ClaimedJob(
      fence: Fence(job: job.id, start: job.starts, boot: job.boot ?? 0), attempt: job.attempt,
      maxAttempts: job.maxAttempts, startedAt: job.begunAt, createdAt: job.createdAt, queueID: job.queue, spec: spec,
      parents: [])
    claimed.queueRunAs = tx.ledger.queues[job.queue]?.settings.runAs
    return LostAttempt(
      job: claimed, isCancelRequested: job.flags.isCancelEffective, machineBoot: machineBoot, pid: job.pid,
      pidTicks: job.pidTicks)
  }
}
